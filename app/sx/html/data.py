"""The names of HTML, SVG and MathML, as texts that `app.sx.html` splits.

Made by tools/generate_html_data.py from lists; knows nothing of what a name means.
"""

HTML_ELEMENTS = (
    "a abbr address area article aside audio b base bdi bdo blockquote body br button "
    "canvas caption cite code col colgroup data datalist dd del details dfn dialog "
    "div dl dt em embed fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head "
    "header hgroup hr html i iframe img input ins kbd label legend li link main map "
    "mark math menu meta meter nav noscript object ol optgroup option output p "
    "picture pre progress q rp rt ruby s samp script search section select slot small "
    "source span strong style sub summary sup svg table tbody td template textarea "
    "tfoot th thead time title tr track u ul var video wbr"
)

SVG_ELEMENTS = (
    "a animate animateMotion animateTransform circle clipPath defs desc ellipse "
    "feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix "
    "feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA "
    "feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology "
    "feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence filter "
    "foreignObject g image line linearGradient marker mask metadata mpath path "
    "pattern polygon polyline radialGradient rect script set stop style svg switch "
    "symbol text textPath title tspan use view"
)

MATHML_ELEMENTS = (
    "annotation annotation-xml maction math merror mfrac mi mmultiscripts mn mo mover "
    "mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup msup "
    "mtable mtd mtext mtr munder munderover semantics"
)

VOID_ELEMENTS = (
    "area base br col embed hr img input link meta source track wbr"
)

ARIA_ATTRIBUTES = (
    "aria-activedescendant aria-atomic aria-autocomplete aria-braillelabel "
    "aria-brailleroledescription aria-busy aria-checked aria-colcount aria-colindex "
    "aria-colindextext aria-colspan aria-controls aria-current aria-describedby "
    "aria-description aria-details aria-disabled aria-dropeffect aria-errormessage "
    "aria-expanded aria-flowto aria-grabbed aria-haspopup aria-hidden aria-invalid "
    "aria-keyshortcuts aria-label aria-labelledby aria-level aria-live aria-modal "
    "aria-multiline aria-multiselectable aria-orientation aria-owns aria-placeholder "
    "aria-posinset aria-pressed aria-readonly aria-relevant aria-required "
    "aria-roledescription aria-rowcount aria-rowindex aria-rowindextext aria-rowspan "
    "aria-selected aria-setsize aria-sort aria-valuemax aria-valuemin aria-valuenow "
    "aria-valuetext role"
)

HTML_ATTRIBUTES = {
    "*": (
        "accesskey autocapitalize autocorrect autofocus class contenteditable dir "
        "draggable enterkeyhint exportparts hidden id inert inputmode is itemid "
        "itemprop itemref itemscope itemtype lang nonce part popover slot spellcheck "
        "style tabindex title translate writingsuggestions"
    ),
    "a": "download href hreflang ping referrerpolicy rel target type",
    "area": (
        "alt coords download href ping referrerpolicy rel shape target"
    ),
    "audio": (
        "autoplay controls controlslist crossorigin disableremoteplayback loop muted "
        "preload src"
    ),
    "base": "href target",
    "blockquote": "cite",
    "button": (
        "command commandfor disabled form formaction formenctype formmethod "
        "formnovalidate formtarget name popovertarget popovertargetaction type value"
    ),
    "canvas": "height width",
    "col": "span",
    "colgroup": "span",
    "data": "value",
    "del": "cite datetime",
    "details": "name open",
    "dialog": "closedby open",
    "embed": "height src type width",
    "fieldset": "disabled form name",
    "form": (
        "accept-charset action autocomplete enctype method name novalidate rel target"
    ),
    "iframe": (
        "allow allowfullscreen height loading name referrerpolicy sandbox src srcdoc "
        "width"
    ),
    "img": (
        "alt crossorigin decoding fetchpriority height ismap loading referrerpolicy "
        "sizes src srcset usemap width"
    ),
    "input": (
        "accept alpha alt autocomplete capture checked colorspace dirname disabled "
        "form formaction formenctype formmethod formnovalidate formtarget height list "
        "max maxlength min minlength multiple name pattern placeholder popovertarget "
        "popovertargetaction readonly required size src step type value width"
    ),
    "ins": "cite datetime",
    "label": "for",
    "li": "value",
    "link": (
        "as blocking color crossorigin disabled fetchpriority href hreflang "
        "imagesizes imagesrcset integrity media referrerpolicy rel sizes type"
    ),
    "map": "name",
    "meta": "charset content http-equiv media name property",
    "meter": "high low max min optimum value",
    "object": "data form height name type width",
    "ol": "reversed start type",
    "optgroup": "disabled label",
    "option": "disabled label selected value",
    "output": "for form name",
    "progress": "max value",
    "q": "cite",
    "script": (
        "async blocking crossorigin defer fetchpriority integrity nomodule "
        "referrerpolicy src type"
    ),
    "select": "autocomplete disabled form multiple name required size",
    "slot": "name",
    "source": "height media sizes src srcset type width",
    "style": "blocking media",
    "td": "colspan headers rowspan",
    "template": (
        "shadowrootclonable shadowrootcustomelementregistry shadowrootdelegatesfocus "
        "shadowrootmode shadowrootserializable"
    ),
    "textarea": (
        "autocomplete cols dirname disabled form maxlength minlength name placeholder "
        "readonly required rows wrap"
    ),
    "th": "abbr colspan headers rowspan scope",
    "time": "datetime",
    "track": "default kind label src srclang",
    "video": (
        "autoplay controls controlslist crossorigin disablepictureinpicture "
        "disableremoteplayback height loop muted playsinline poster preload src width"
    ),
}

SVG_ATTRIBUTES = {
    "*": (
        "alignment-baseline autofocus baseline-shift class clip-path clip-rule color "
        "color-interpolation color-interpolation-filters color-rendering direction "
        "display dominant-baseline fill fill-opacity fill-rule filter flood-color "
        "flood-opacity font-family font-size font-stretch font-style font-variant "
        "font-weight id image-rendering lang letter-spacing lighting-color marker-end "
        "marker-mid marker-start mask opacity overflow paint-order pointer-events "
        "shape-rendering stop-color stop-opacity stroke stroke-dasharray "
        "stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit "
        "stroke-opacity stroke-width style tabindex text-anchor text-decoration "
        "text-overflow text-rendering transform unicode-bidi vector-effect visibility "
        "white-space word-spacing writing-mode xlink:href"
    ),
    "a": (
        "download href hreflang ping referrerpolicy rel requiredExtensions "
        "systemLanguage target type"
    ),
    "animate": (
        "accumulate additive attributeName begin by calcMode dur end from href "
        "keySplines keyTimes max min repeatCount repeatDur requiredExtensions restart "
        "systemLanguage to values"
    ),
    "animateMotion": (
        "accumulate additive begin by calcMode dur end from href keyPoints keySplines "
        "keyTimes max min origin path repeatCount repeatDur requiredExtensions "
        "restart rotate systemLanguage to values"
    ),
    "animateTransform": (
        "accumulate additive attributeName begin by calcMode dur end from href "
        "keySplines keyTimes max min repeatCount repeatDur requiredExtensions restart "
        "systemLanguage to type values"
    ),
    "circle": "cx cy pathLength r requiredExtensions systemLanguage",
    "clipPath": "clipPathUnits requiredExtensions systemLanguage",
    "defs": "requiredExtensions systemLanguage",
    "desc": "requiredExtensions systemLanguage",
    "ellipse": "cx cy pathLength requiredExtensions rx ry systemLanguage",
    "feBlend": "height in in2 mode result width x y",
    "feColorMatrix": "height in result type values width x y",
    "feComponentTransfer": "height in result width x y",
    "feComposite": "height in in2 k1 k2 k3 k4 operator result width x y",
    "feConvolveMatrix": (
        "bias divisor edgeMode height in kernelMatrix kernelUnitLength order "
        "preserveAlpha result targetX targetY width x y"
    ),
    "feDiffuseLighting": (
        "diffuseConstant height in kernelUnitLength result surfaceScale width x y"
    ),
    "feDisplacementMap": (
        "height in in2 result scale width x xChannelSelector y yChannelSelector"
    ),
    "feDistantLight": "azimuth elevation",
    "feDropShadow": "dx dy height in result stdDeviation width x y",
    "feFlood": "height result width x y",
    "feFuncA": "amplitude exponent intercept offset slope tableValues type",
    "feFuncB": "amplitude exponent intercept offset slope tableValues type",
    "feFuncG": "amplitude exponent intercept offset slope tableValues type",
    "feFuncR": "amplitude exponent intercept offset slope tableValues type",
    "feGaussianBlur": "edgeMode height in result stdDeviation width x y",
    "feImage": (
        "crossorigin height href preserveAspectRatio result width x y"
    ),
    "feMerge": "height result width x y",
    "feMergeNode": "in",
    "feMorphology": "height in operator radius result width x y",
    "feOffset": "dx dy height in result width x y",
    "fePointLight": "x y z",
    "feSpecularLighting": (
        "height in kernelUnitLength result specularConstant specularExponent "
        "surfaceScale width x y"
    ),
    "feSpotLight": (
        "limitingConeAngle pointsAtX pointsAtY pointsAtZ specularExponent x y z"
    ),
    "feTile": "height in result width x y",
    "feTurbulence": (
        "baseFrequency height numOctaves result seed stitchTiles type width x y"
    ),
    "filter": "filterUnits height primitiveUnits width x y",
    "foreignObject": "height requiredExtensions systemLanguage width x y",
    "g": "requiredExtensions systemLanguage",
    "image": (
        "crossorigin height href preserveAspectRatio requiredExtensions "
        "systemLanguage type width x y"
    ),
    "line": "pathLength requiredExtensions systemLanguage x1 x2 y1 y2",
    "linearGradient": (
        "gradientTransform gradientUnits href spreadMethod x1 x2 y1 y2"
    ),
    "marker": (
        "markerHeight markerUnits markerWidth orient preserveAspectRatio refX refY "
        "viewBox"
    ),
    "mask": (
        "height maskContentUnits maskUnits requiredExtensions systemLanguage width x "
        "y"
    ),
    "metadata": "requiredExtensions systemLanguage",
    "mpath": "href",
    "path": "d pathLength requiredExtensions systemLanguage",
    "pattern": (
        "height href patternContentUnits patternTransform patternUnits "
        "preserveAspectRatio requiredExtensions systemLanguage viewBox width x y"
    ),
    "polygon": "pathLength points requiredExtensions systemLanguage",
    "polyline": "pathLength points requiredExtensions systemLanguage",
    "radialGradient": (
        "cx cy fr fx fy gradientTransform gradientUnits href r spreadMethod"
    ),
    "rect": (
        "height pathLength requiredExtensions rx ry systemLanguage width x y"
    ),
    "script": "crossorigin href type",
    "set": (
        "attributeName begin dur end href max min repeatCount repeatDur "
        "requiredExtensions restart systemLanguage to"
    ),
    "stop": "offset",
    "style": "media title type",
    "svg": (
        "height preserveAspectRatio requiredExtensions systemLanguage viewBox width x "
        "xmlns xmlns:xlink y"
    ),
    "switch": "requiredExtensions systemLanguage",
    "symbol": "height preserveAspectRatio refX refY viewBox width x y",
    "text": (
        "dx dy lengthAdjust requiredExtensions rotate systemLanguage textLength x y"
    ),
    "textPath": (
        "href lengthAdjust method path requiredExtensions side spacing startOffset "
        "systemLanguage textLength"
    ),
    "title": "requiredExtensions systemLanguage",
    "tspan": (
        "dx dy lengthAdjust requiredExtensions rotate systemLanguage textLength x y"
    ),
    "use": "height href requiredExtensions systemLanguage width x y",
    "view": "preserveAspectRatio viewBox",
}

MATHML_ATTRIBUTES = (
    "accent accentunder alttext autofocus class columnalign columnspan depth dir "
    "display displaystyle encoding fence form height id intent largeop linethickness "
    "lspace mathbackground mathcolor mathsize mathvariant maxsize minsize "
    "movablelimits rowspan rspace scriptlevel separator stretchy symmetric tabindex "
    "voffset width xmlns"
)

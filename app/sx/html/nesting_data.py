"""The nesting that a parser leaves alone, as texts that `app.sx.html.nesting` splits.

Made by tools/generate_nesting.py from a parser. A set that begins with `not`
holds every element but those. Knows nothing of what a name means.
"""

ELEMENTS = (
    "a abbr address area article aside audio b base bdi bdo blockquote body br button canvas "
    "caption cite code col colgroup data datalist dd del details dfn dialog div dl dt em "
    "embed fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr "
    "html i iframe img input ins kbd label legend li link main map mark math menu meta meter "
    "nav noscript object ol optgroup option output p picture pre progress q rp rt ruby s samp "
    "script search section select slot small source span strong style sub summary sup svg "
    "table tbody td template textarea tfoot th thead time title tr track u ul var video wbr "
    "input!hidden x-y image #text"
)

DOORS = "foreignObject desc title!svg mi mo mn ms mtext annotation-xml!html"

BREAKOUTS = (
    "area b base blockquote body br code col dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr "
    "i img input input!hidden li link menu meta ol p pre ruby s small source span strong sub "
    "sup table track u ul var wbr"
)

# Who is hindered, by which open element, up to which border; only in, not in.
RULES = (
    (
        "a",
        "a colgroup head iframe script style table tbody textarea tfoot thead title tr",
        (
            "annotation-xml!html caption desc foreignObject mi mn mo ms mtext object select "
            "td template th title!svg"
        ),
        "",
        "",
    ),
    (
        (
            "abbr area audio b bdi bdo br canvas cite code data datalist del dfn em embed i "
            "iframe img ins kbd label legend map mark math meter object optgroup option "
            "output picture progress q rp rt ruby s samp slot small source span strong sub "
            "sup svg textarea time track u var video wbr x-y"
        ),
        "colgroup head iframe script style table tbody textarea tfoot thead title tr",
        "not noscript",
        "",
        "",
    ),
    (
        (
            "address article aside blockquote details dialog div dl fieldset figcaption "
            "figure footer form header hgroup hr li main menu nav ol p pre search section "
            "summary table ul"
        ),
        "colgroup head iframe p script style table tbody textarea tfoot thead title tr",
        (
            "annotation-xml!html button caption desc foreignObject mi mn mo ms mtext object "
            "select td template th title!svg"
        ),
        "",
        "",
    ),
    (
        "base link meta noscript title",
        "colgroup iframe script style table tbody textarea tfoot thead title tr",
        "not",
        "",
        "",
    ),
    (
        "body head",
        "not html",
        "",
        "",
        "",
    ),
    (
        "button",
        (
            "button colgroup head iframe script style table tbody textarea tfoot thead title "
            "tr"
        ),
        (
            "annotation-xml!html caption desc foreignObject mi mn mo ms mtext object select "
            "td template th title!svg"
        ),
        "",
        "",
    ),
    (
        "caption colgroup tbody tfoot thead",
        "not table template",
        "not",
        "",
        "",
    ),
    (
        "col",
        "not colgroup table",
        "not",
        "",
        "",
    ),
    (
        "dd dt",
        "colgroup dd dt iframe script style table tbody textarea tfoot thead title tr",
        (
            "annotation-xml!html article aside blockquote button caption desc details dl "
            "fieldset figcaption figure footer foreignObject form h1 h2 h3 h4 h5 h6 header "
            "hgroup li main menu mi mn mo ms mtext nav noscript object ol pre section select "
            "summary td template th title!svg ul"
        ),
        "",
        "",
    ),
    (
        "dd dt h1 h2 h3 h4 h5 h6",
        "head p",
        (
            "annotation-xml!html button desc foreignObject mi mn mo ms mtext object select "
            "template title!svg"
        ),
        "",
        "",
    ),
    (
        "form",
        "form",
        "template",
        "",
        "template",
    ),
    (
        "h1 h2 h3 h4 h5 h6",
        (
            "colgroup h1 h2 h3 h4 h5 h6 iframe script style table tbody textarea tfoot thead "
            "title tr"
        ),
        "not",
        "",
        "",
    ),
    (
        "html image",
        "not",
        "",
        "",
        "",
    ),
    (
        "input select",
        (
            "colgroup head iframe script select style table tbody textarea tfoot thead title "
            "tr"
        ),
        (
            "annotation-xml!html caption desc foreignObject mi mn mo ms mtext object td "
            "template th title!svg"
        ),
        "",
        "",
    ),
    (
        "li",
        "li",
        (
            "annotation-xml!html article aside blockquote button caption dd desc details dl "
            "dt fieldset figcaption figure footer foreignObject form h1 h2 h3 h4 h5 h6 header "
            "hgroup main menu mi mn mo ms mtext nav noscript object ol pre section select "
            "summary td template th title!svg ul"
        ),
        "",
        "",
    ),
    (
        "optgroup option",
        "option",
        "not",
        "",
        "",
    ),
    (
        "script style",
        "colgroup iframe script style textarea title",
        "not",
        "",
        "",
    ),
    (
        "td th",
        "not table tbody template tfoot thead tr",
        "not",
        "",
        "",
    ),
    (
        "template",
        "iframe script style textarea title",
        "",
        "",
        "",
    ),
    (
        "tr",
        "not table tbody template tfoot thead",
        "not",
        "",
        "",
    ),
    (
        "input!hidden",
        "colgroup head iframe script select style textarea title",
        (
            "annotation-xml!html caption desc foreignObject mi mn mo ms mtext object table "
            "tbody td template tfoot th thead title!svg tr"
        ),
        "",
        "",
    ),
    (
        "#text",
        "colgroup head table tbody tfoot thead tr",
        "not noscript",
        "",
        "",
    ),
    (
        (
            "not body caption col colgroup head html image link meta style tbody td tfoot th "
            "thead tr"
        ),
        "head html",
        "not head noscript",
        "noscript",
        "",
    ),
    (
        "rp rt",
        "ruby",
        (
            "annotation-xml!html caption desc foreignObject mi mn mo ms mtext object select "
            "td template th title!svg"
        ),
        "dd dt li optgroup option p rp rt",
        "",
    ),
    (
        "hr",
        "select",
        (
            "annotation-xml!html caption desc foreignObject mi mn mo ms mtext object td "
            "template th title!svg"
        ),
        "dd dt li optgroup option rp rt",
        "",
    ),
    (
        "optgroup",
        "select",
        (
            "annotation-xml!html caption desc foreignObject mi mn mo ms mtext object td "
            "template th title!svg"
        ),
        "dd dt li optgroup p rp rt",
        "",
    ),
    (
        "option",
        "select",
        (
            "annotation-xml!html caption desc foreignObject mi mn mo ms mtext object td "
            "template th title!svg"
        ),
        "dd dt li p rp rt",
        "",
    ),
)

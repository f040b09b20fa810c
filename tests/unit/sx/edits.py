"""A small site of which every file has several versions, right ones and faulty ones.

Between them they use all that one file can have of another: components,
slots, definitions, macros, macros of macros, layouts and their twins, names
that are asked for only to be sure that nothing has them, embeds and regions.
"""

from collections.abc import Mapping
from typing import Final

LAYOUT: Final = """
(defcomp ~layout/page (&key (title :as string) &rest children)
  :navigation ~twin/part
  (html (head (title title)) (body (nav :id "nav" (current-path)) (main children))))
"""

TWIN: Final = """
(defcomp ~twin/part (&key (title :as string) &rest children)
  (<> (title title) children (out-of-band "#nav" (nav :id "nav" (current-path)))))
"""

VALUES: Final = "(define number 2)"

WORDS: Final = """
(define limit 2)
(define (shout text) (str (upper text) "!"))
(define greeting (str "hi " limit))
(defmacro twice (form) `(<> ,form ,form))
(defmacro loud (form) `(b (words/shout ,form)))
"""

SMALL: Final = """
(defcomp ~small/box (&key (label "box") &rest children)
  (div :class "box" (span label) children))
(defcomp ~small/mark (&key (kind "plain")) (if (= kind "plain") (i "*") (em "*")))
(defcomp ~small/tree (&key (depth 0)) (ul (when (> depth 0) (li (~/tree :depth (- depth 1))))))
(defcomp ~small/deep (&key (n 0) &rest children)
  (if (> n 3) (section children) (~/deep :n (+ n 1) children)))
"""

BLOG: Final = """
(defcomp ~blog/post (&key title)
  (article (h1 (words/loud title)) (~small/box :label words/greeting (words/twice (~small/mark)))
    (x-chip title) (~small/tree :depth words/limit)))
(defcomp ~blog/tags (&key tags) (ul :hidden (empty? tags) (for (tag tags) (li (str tag)))))
(defcomp ~blog/chips (&key kind) (p kind))
(defcomp ~blog/note (&key (text "note")) :embed true (p text (~small/mark :kind text)))
(defexample ~blog/note "plain" (~blog/note))
(deftest "it is loud" (words/shout "a") "A!")
"""

PAGE: Final = """
(defpage blog/post
  :path "/<slug>/" :data post-page
  :layout (~layout/page :title (upper name))
  :regions ((article ~blog/post :data post-article :audience everyone)
            (tags ~blog/tags :data post-tags)))
"""

OTHER: Final = """
(defpage other :path "/other/" :query (slug) :data post-page
  :layout (~layout/page :title (words/shout name)
            (~small/box (p name values/number) (~small/tree :depth 1))))
"""

SITE: Final[Mapping[str, str]] = {
    "components/layout.sx": LAYOUT,
    "components/twin.sx": TWIN,
    "components/values.sx": VALUES,
    "components/words.sx": WORDS,
    "components/small.sx": SMALL,
    "components/blog.sx": BLOG,
    "pages/post.sx": PAGE,
    "pages/other.sx": OTHER,
}

#: What is put in place of what in a file: both ways round, and one upon the other.
CHANGES: Final = (
    # bodies
    ("components/layout.sx", "(main children)", '(main :id "main" children)'),
    ("components/layout.sx", "(main children)", "(main (p children))"),
    ("components/small.sx", '(i "*")', '(b "*")'),
    ("components/small.sx", '(i "*")', "(div)"),
    ("components/small.sx", '(i "*")', '(i :id "mark")'),
    ("components/small.sx", "(span label)", "(p label)"),
    ("components/small.sx", "(span label)", "(span lable)"),
    ("components/small.sx", "(div :class", "(p :class"),
    ("components/small.sx", "(when (>", "(when (<="),
    ("components/blog.sx", "(article (h1", "(article (button"),
    ("components/blog.sx", "(article (h1", "(<> (h1"),
    ("components/blog.sx", "(article (h1", '(article :id "mine" (h1'),
    ("components/blog.sx", "(article (h1", "(~small/box (h1"),
    ("components/blog.sx", "(article (h1", "(~small/deep (h1"),
    ("components/small.sx", "(section children)", "(<> children)"),
    ("components/small.sx", "(section children)", '(section :id "deep" children)'),
    ("components/blog.sx", "(str tag)", "(viewer)"),
    ("components/blog.sx", "(str tag)", "(+ tag 1)"),
    ("components/blog.sx", "(h1 (words/loud title))", "(h1 (viewer))"),
    ("components/blog.sx", "(x-chip title)", "(x-chap title)"),
    ("components/blog.sx", "(p text", "(p (viewer) text"),
    # signatures
    ("components/small.sx", '(label "box")', "label"),
    ("components/small.sx", '(label "box")', '(label "bag")'),
    ("components/small.sx", '(label "box")', '(title "box")'),
    ("components/small.sx", '(label "box")', "(label :as number 1)"),
    ("components/small.sx", " &rest children", ""),
    ("components/blog.sx", "(&key title)", "(&key title more)"),
    ("components/blog.sx", "(&key title)", "(&key (title 1) (more 2))"),
    ("components/layout.sx", "(title :as string)", "(title :as number)"),
    ("components/layout.sx", ":navigation ~twin/part", ""),
    ("components/layout.sx", ":navigation ~twin/part", ":navigation ~twin/prat"),
    ("components/blog.sx", ":embed true", ""),
    # definitions and macros
    ("components/words.sx", "limit 2", "limit 3"),
    ("components/words.sx", "limit 2", "(limit) 2"),
    ("components/words.sx", "limit 2", "limit (str greeting)"),
    ("components/words.sx", "limit 2", "limit limit"),
    ("components/words.sx", "limit 2", "limit (list greeting)"),
    ("components/words.sx", "limit 2", "chip 2"),
    ("components/words.sx", "(shout text)", "(shout text more)"),
    (
        "components/words.sx",
        "(define (shout text)",
        "(define (x-chip text) text)(define (shout text)",
    ),
    ("components/words.sx", "`(<> ,form ,form)", "`(<> ,form (p ,form))"),
    ("components/words.sx", "`(<> ,form ,form)", "`(<> ,form (hr) ,form)"),
    ("components/words.sx", "(words/shout ,form)", "(words/twice ,form)"),
    ("components/words.sx", "defmacro loud", "defmacro laud"),
    ("components/words.sx", "(loud form)", "(loud form more)"),
    ("components/words.sx", '"!"', '"?"'),
    ("components/words.sx", '"!"', '(+ text "!")'),
    ("components/values.sx", "number 2", "number 3"),
    ("components/values.sx", "number 2", "number (div)"),
    # pages
    ("pages/post.sx", "(upper name)", "(lower name)"),
    ("pages/post.sx", "(upper name)", "(lower nam)"),
    ("pages/post.sx", '"/<slug>/"', '"/other/"'),
    ("pages/post.sx", ":audience everyone", ""),
    ("pages/other.sx", "(p name values/number)", "(region name)"),
    ("pages/other.sx", "(p name values/number)", "(~blog/note :text (+ name 1))"),
    ("pages/other.sx", "defpage other", "defpage blog/post"),
    ("pages/post.sx", ":data post-tags", ":data post-tags :audience all"),
    ("pages/post.sx", "~blog/tags :data post-tags", "~blog/chips :data post-chips :each kinds"),
    ("pages/post.sx", ":data post-page", ":data post-kinds"),
    # whole files: names that move, that are new, and texts that are none
    ("components/small.sx", SMALL, ""),
    ("components/small.sx", SMALL, SMALL + SMALL),
    ("components/words.sx", WORDS, WORDS.replace(")", "", 1)),
    ("components/blog.sx", "\n(defcomp", "\n\n (defcomp"),
    ("components/layout.sx", "\n(defcomp", ";; a comment\n(defcomp"),
    ("components/x.sx", "", "(define chip 1)"),
    ("components/x.sx", "", "(defmacro x-chip (form) `(b ,form))"),
    ("components/x.sx", "", "(defcomp ~x/card () (~small/box (~blog/note)))"),
    ("pages/third.sx", "", '(defpage third :layout (~layout/page :title "x" (~small/mark)))'),
)

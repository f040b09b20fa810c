"""A library of 200 components as files: plain, the same on every run.

Each of a hundred files defines a component and a part of it that it calls in
short. They stand in layers, as those of a site do: small things, what is put
together of them, sections, and a layout with its twin for navigation, over
which stand the pages, each with two regions.
"""

from collections.abc import Mapping

from app import sx

LAYERS = (("ui", 25), ("item", 40), ("section", 34))
PAGES = 20

HELPERS = (sx.Helper("current-path", personal=True), sx.Helper("site"))
LOADERS = {
    "page-data": sx.Loader(("slug",), ("title", "section")),
    "list-data": sx.Loader(("slug",), ("title", "items")),
}

LAYOUT = """\
;; The frame of every page.
(define (titled title name) (if (= title name) title (str title " - " name)))
(defmacro labelled (label form) `(p (b ,label) " " ,form))

(defcomp ~layout/page (&key (title :as string) (section nil) &rest children)
  :navigation ~layout/part
  (html :lang "en"
    (head (meta :charset "utf-8") (title (titled title (get (site) :name))))
    (body
      (nav :id "nav" (ul (for (link (get (site) :links)) (li (a :href link.href link.label)))))
      (main :id "main" children)
      (footer :id "foot" (labelled "Path" (current-path)) (~ui:f0/main :title "site")))))

(defcomp ~layout/part (&key (title :as string) (section nil) &rest children)
  (<> (title (titled title (get (site) :name))) children))
"""

LOWEST = """\
;; A small thing that many others hold.
(define limit{n} {n})

(defcomp ~{name}/part (&key (label :as string "none") (kind "plain"))
  "The label of it."
  (span :class (class-list "label" (str "label-" kind)) label))

(defcomp ~{name}/main (&key (title :as string) (value 0) (open false) &rest children)
  "A title, a number and what is put into it."
  (section :class "thing" :data-kind "{name}" :hidden open
    (h3 title (~/part :label title :kind (if (> value limit{n}) "many" "few")))
    (when (> value 0) (p (str value) " of " limit{n}))
    (div :class "inside" children)))
"""

MIDDLE = """\
;; Put together of smaller things.
(defcomp ~{name}/part (&key (items :as list (list)) (empty "Nothing here yet."))
  "A list, or a sentence when it is empty."
  (if (empty? items)
    (p :class "quiet" empty)
    (ul :class "list"
      (for (item items :index i)
        (li :class (class-list "row" (when (= i 0) "first"))
          (a :href item.href :title item.title item.title)
          (unless (nil? item.note) (small item.note)))))))

(defcomp ~{name}/main (&key (title :as string) (items :as list (list)) (compact false))
  "A heading, a list and two smaller things."
  (div :class "card" :data-name "{name}"
    (header (h2 title) (~{one}/part :label title))
    (let ((number (count items)))
      (cond
        compact (layout/labelled "Count" number)
        (> number 10) (~{one}/main :title "Many" :value number (~/part :items (take 10 items)))
        :else (~{two}/main :title "Some" :value number (~/part :items items))))
    (footer (~{two}/part :label (upper title) :kind "foot"))))
"""

HIGHEST = """\
;; A section of a page.
(defcomp ~{name}/part (&key (label :as string) &rest children)
  "A labelled group."
  (section :aria-label label
    (h2 label)
    (div :class "group" children)))

(defcomp ~{name}/main (&key (title :as string) (items :as list (list)))
  "What is first, and the rest of it beside a smaller group."
  (article :class "wide" :data-name "{name}"
    (~/part :label title
      (~{one}/main :title "First" :items (take 3 items))
      (~{two}/main :title "All" :items items :compact true))
    (~/part :label "More"
      (for (item items)
        (when item.more (~{two}/part :items item.more :empty "No more."))))))
"""

#: Which earlier components a file of each layer calls.
TEXTS: Mapping[str, str] = {"ui": LOWEST, "item": MIDDLE, "section": HIGHEST}

PAGE = """\
(defpage site/p{n}
  :path "/p{n}/<slug>/"
  :data page-data
  :layout (~layout/page :title title :section section)
  :content (<> (h1 title) (region top) (region rest))
  :regions ((top ~{one}/main :data list-data :audience everyone)
            (rest ~{two}/main :data list-data)))
"""


def files() -> dict[str, str]:
    """The text of every file by its path below `app`."""
    made = {"components/layout.sx": LAYOUT}
    below: list[str] = []
    for layer, count in LAYERS:
        names = [f"{layer}:f{n}" for n in range(count)]
        for n, name in enumerate(names):
            made[f"components/{layer}/f{n}.sx"] = _file(layer, name, n, below)
        below = names
    for n in range(PAGES):
        one, two = below[n % len(below)], below[n * 3 % len(below)]
        made[f"pages/p{n}.sx"] = PAGE.format(n=n, one=one, two=two)
    return made


def _file(layer: str, name: str, n: int, below: list[str]) -> str:
    if not below:
        return LOWEST.format(name=name, n=n)
    one, two = below[n % len(below)], below[n * 7 % len(below)]
    return TEXTS[layer].format(name=name, one=one, two=two)

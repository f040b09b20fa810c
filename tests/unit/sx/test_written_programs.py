"""Programs that a generator writes: mostly right, so that they reach the pass.

Each is expanded as the site does it, and again with nothing folded and
nothing inlined. The outcome is HTML or a fault of the language, the same both
ways; any other exception is a bug of the engine.
"""

from dataclasses import dataclass
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.sx.syntax.errors import Source, SxError
from app.sx.tools.conformance import first_fault

COMPONENTS = """
(defcomp ~card (&key title (header nil) (size 1) &rest children)
  (section (when header (header header)) (h2 title) (p (str "n" size)) children))
(defcomp ~twice (&rest children) (div children (i children)))
(defcomp ~tree (&key n) (ul (when (> n 0) (li n (~tree :n (dec n))))))
(defcomp ~given (&key (x :as number 1)) (b x (context :who "none")))
(defcomp ~slots (&key first (second first) &rest children)
  (div (if (empty? second) "none" (provide :who first (<> children second)))
    (let ((both (list first second))) (for (each both) each)) (when children children)))
(defcomp ~forest (&key n &rest children)
  (ol (when (> n 0) (~forest :n (dec n) children (li n children)))))
(define (double n) (* n 2))
(define greeting (str "hi " (double 2)))
(defmacro wrapped (x y) (let ((v (gensym))) `(let ((,v ,x)) (<> (unless-nil ,v ,y) ,v))))
(defmacro unless-nil (x y) `(if (nil? ,x) nil ,y))
"""
DATA = {"a": 1, "s": "x<y", "xs": [1, "b", None, 2.5], "d": {"k": "v", "n": 3}, "none": None}


@dataclass(frozen=True)
class Names:
    """The names in scope."""

    values: tuple[str, ...] = tuple(DATA)

    def more(self, name: str) -> "Names":
        """Give the scope with one more name."""
        return Names((*self.values, name))


@cache
def programs(names: Names, depth: int) -> st.SearchStrategy[str]:
    """Forms where markup or a value may stand."""
    if depth == 0:
        return leaves(names)
    return st.deferred(
        lambda: st.one_of(leaves(names), values(names, depth - 1), markup(names, depth - 1))
    )


def leaves(names: Names) -> st.SearchStrategy[str]:
    """Literals, names and field paths."""
    literals = ["1", "-2.5", '"t<"', "true", "false", "nil", ":word", "greeting", "(list)"]
    return st.sampled_from([*literals, *names.values, "d.k", "d.missing", "none.k"])


def joined(template: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Put generated forms into a template."""
    return st.tuples(*parts).map(lambda forms: template.format(*forms))


def values(names: Names, depth: int) -> st.SearchStrategy[str]:
    """Calls, choices, bindings and loops."""
    inner = programs(names, depth)
    bound = programs(names.more("v"), depth)
    again = programs(names.more("v").more("(go v (inc i))"), depth)
    two = programs(names.more("v").more("w"), depth)
    return st.one_of(
        joined("(let go ((v {}) (i 0)) (if (> i 2) {} {}))", inner, bound, again),
        joined("(let go ((v {}) (i 0)) (or (> i 2) (and {} {} {})))", inner, bound, again, again),
        joined("(let go ((v {}) (i 0)) (case i 2 v 1 {} :else {}))", inner, again, again),
        joined("(let go ((v {}) (i 0)) (if (> i 1) v (let (((w) (list {}))) {})))", *[again] * 3),
        joined(
            "(let go ((v 1) (i 0)) (when (< i 2) (let (({{:keys ((w {}))}} d)) {})))", again, two
        ),
        joined("(map-indexed (fn (w v) {}) {})", two, inner),
        joined("(reduce (fn (v w) {}) {} {})", two, inner, inner),
        joined("((fn (v &rest w) {}) {} {})", two, inner, inner),
        joined("(for ((v (w &rest more)) (list (list {} {}))) {})", inner, inner, two),
        joined("(let (((v &rest w) {})) {})", inner, two),
        joined("(unless {} {} {})", inner, inner, inner),
        joined("(count `(a ,{} ,@(list {})))", inner, inner),
        joined("(->> {} (list {}) (filter identity))", inner, inner),
        joined("(sort-by :k (list {{:k {}}} {{:k {}}}))", inner, inner),
        joined("(wrapped {} {})", inner, inner),
        joined("(json {})", inner),
        joined("(str {} {})", inner, inner),
        joined("(+ {} {})", inner, inner),
        joined("(nth {} {})", inner, inner),
        joined("(get {} :k {})", inner, inner),
        joined("(if {} {} {})", inner, inner, inner),
        joined("(and {} {})", inner, inner),
        joined("(or {} {} {})", inner, inner, inner),
        joined("(cond {} {} :else {})", inner, inner, inner),
        joined('(case {} 1 {} "b" {} :else nil)', inner, inner, inner),
        joined("(let ((v {})) {} {})", inner, bound, bound),
        joined("(for (v {}) {})", inner, bound),
        joined("(map (fn (v) {}) {})", bound, inner),
        joined("(filter (fn (v) {}) {})", bound, inner),
        joined("(let ((f (fn (v) {}))) (f {}))", bound, inner),
        joined("(let ((fs (for (v {}) (fn () {})))) (for (f fs) (f)))", inner, bound),
        joined("(let go ((v {}) (i 0)) (if (< i 3) (go {} (inc i)) {}))", inner, bound, bound),
        joined("(let (({{:keys (k (n {}))}} d)) (list k n))", inner),
        joined("(provide :who {} {})", inner, inner),
        joined("(context :who {})", inner),
        joined("(double {})", inner),
        joined("(unless-nil {} {})", inner, inner),
        joined("(-> {} (str {}))", inner, inner),
        joined("{{:k {}}}", inner),
        joined("(empty? {})", inner),
    )


def markup(names: Names, depth: int) -> st.SearchStrategy[str]:
    """Elements and components, with arguments and slots."""
    inner = programs(names, depth)
    return st.one_of(
        joined("(span {} {})", inner, inner),
        joined("(a :href {} :title {} {})", inner, inner, inner),
        joined('(i :class (class-list "c" {}) :data-x {} {})', inner, inner, inner),
        joined("(input :disabled {} :value {})", inner, inner),
        joined("(b (spread {{:title {} :class {}}}) {})", inner, inner, inner),
        joined("(<> {} {})", inner, inner),
        joined("(when {} {} {})", inner, inner, inner),
        joined("(~card :title {} :header {} {})", inner, inner, inner),
        joined("(~card :title {} :size {})", inner, inner),
        joined("(~twice {} {})", inner, inner),
        joined("(~given :x {})", inner),
        joined("(~slots :first {} :second {} {})", inner, inner, inner),
        joined("(~slots :first (let ((s {})) {}) :second (for (v xs) {}))", inner, inner, inner),
        joined("(~forest :n 2 {})", inner),
        joined("(table (tr {} (td {})))", inner, inner),
        joined("(select (option :selected {} {}))", inner, inner),
        joined('(pre "\\n" {})', inner),
        joined("(textarea {})", inner),
        joined("(button :hx-get {} :hx-vals {{:a {}}} {})", inner, inner, inner),
        joined("(img :src {} :srcset {} :alt {})", inner, inner, inner),
        joined('(json-data :id "j" {})', inner),
        st.just("(~tree :n 3)"),
    )


def check(text: str) -> None:
    """Expand a program both ways and compare."""
    source = Source("written.sx", COMPONENTS + text)
    quick = first_fault(source, DATA)
    plain = first_fault(source, DATA, folding=False, inlining=False)
    if isinstance(quick, SxError):
        # When two parts fail either may be reported, but it is a fault of the same stage.
        assert isinstance(plain, SxError), text
        assert quick.stage == plain.stage, text
    else:
        assert quick == plain, text


PROGRAMS = programs(Names(), 3)
HEALTH = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=HEALTH)
@given(PROGRAMS)
def test_a_written_program_gives_the_same_both_ways(text: str) -> None:
    check(text)


@pytest.mark.long
@settings(max_examples=100_000, deadline=None, suppress_health_check=HEALTH)
@given(PROGRAMS)
def test_a_hundred_thousand_programs_give_the_same_both_ways(text: str) -> None:
    check(text)

"""Arithmetic: 64-bit integers, finite floats, and no silent conversions."""

from decimal import ROUND_HALF_UP, Decimal
from math import ceil, floor

from app.sx.builtins.checks import at_least, fitting, number, whole
from app.sx.builtins.table import builtin
from app.sx.values import Fault


def add(*numbers: object) -> int | float:
    """Sum numbers."""
    return fitting(sum(number(value, place) for place, value in enumerate(numbers)))


def subtract(first: object, *others: object) -> int | float:
    """Subtract the others from the first; negate a single one."""
    start = number(first, 0)
    if not others:
        return fitting(-start)
    return fitting(start - sum(number(value, place) for place, value in enumerate(others, 1)))


def multiply(*numbers: object) -> int | float:
    """Multiply numbers."""
    product: int | float = 1
    for place, value in enumerate(numbers):
        product = fitting(product * number(value, place))
    return product


def divide(first: object, *divisors: object) -> int | float:
    """Divide the first by the others in turn."""
    result = number(first, 0)
    for place, value in enumerate(divisors, 1):
        divisor = _divisor(value, place)
        exact = isinstance(result, int) and isinstance(divisor, int) and result % divisor == 0
        result = fitting(result // divisor if exact else result / divisor)
    return result


def modulo(dividend: object, divisor: object) -> int | float:
    """Return the remainder of a division, with the divisor's sign."""
    return fitting(number(dividend, 0) % _divisor(divisor, 1))


def _divisor(value: object, argument: int) -> int | float:
    divisor = number(value, argument)
    if divisor == 0:
        raise Fault("division by zero", "test for 0 first", argument)
    return divisor


def smallest(*numbers: object) -> int | float:
    """Return the smallest number."""
    return min(number(value, place) for place, value in enumerate(numbers))


def greatest(*numbers: object) -> int | float:
    """Return the greatest number."""
    return max(number(value, place) for place, value in enumerate(numbers))


def round_half_up(value: object, digits: object = None) -> int | float:
    """Round half away from zero, to an integer or to a number of digits."""
    exact = Decimal(repr(number(value, 0)))
    if digits is None:
        return fitting(int(exact.to_integral_value(ROUND_HALF_UP)))
    places = at_least(0, digits, 1)
    if isinstance(value, int) or exact.as_tuple().exponent >= -places:  # type: ignore[operator]
        return number(value, 0)
    return fitting(float(exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)))


def clamp(value: object, low: object, high: object) -> int | float:
    """Limit a number to a range."""
    bottom, top = number(low, 1), number(high, 2)
    if bottom > top:
        raise Fault("the lower bound is above the upper one", argument=1)
    return min(max(number(value, 0), bottom), top)


NUMBERS = (
    builtin("+ numbers... -> number", add, "Adds numbers; without any it is 0."),
    builtin(
        "- number numbers... -> number",
        subtract,
        "Takes the other numbers from the first; one number alone is negated.",
    ),
    builtin("* numbers... -> number", multiply, "Multiplies; without numbers it is 1."),
    builtin(
        "/ number divisors divisors... -> number",
        divide,
        "Divides; of integers an integer when that is exact.",
    ),
    builtin(
        "mod number divisor -> number", modulo, "The rest of a division, with the divisor's sign."
    ),
    builtin(
        "abs number -> number",
        lambda value: fitting(abs(number(value, 0))),
        "The number without its sign.",
    ),
    builtin("min numbers numbers... -> number", smallest, "The smallest of some numbers."),
    builtin("max numbers numbers... -> number", greatest, "The greatest of some numbers."),
    builtin(
        "round number digits? -> number",
        round_half_up,
        "The nearest integer, halves away from zero; or so many digits after the point.",
    ),
    builtin(
        "floor number -> number",
        lambda value: fitting(floor(number(value, 0))),
        "The nearest integer below.",
    ),
    builtin(
        "ceil number -> number",
        lambda value: fitting(ceil(number(value, 0))),
        "The nearest integer above.",
    ),
    builtin("clamp number low high -> number", clamp, "The number, kept between two others."),
    builtin("inc number -> number", lambda value: add(value, 1), "One more."),
    builtin("dec number -> number", lambda value: subtract(value, 1), "One less."),
    builtin(
        "odd? number -> boolean",
        lambda value: whole(value, 0) % 2 == 1,
        "Whether an integer is odd.",
    ),
    builtin(
        "even? number -> boolean",
        lambda value: whole(value, 0) % 2 == 0,
        "Whether an integer is even.",
    ),
)

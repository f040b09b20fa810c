"""Commands of the command line, run in this process in an environment of their own."""

from click.testing import CliRunner, Result

from app.cli import main


def run(environment: dict[str, str], *arguments: str, typed: str | None = None) -> Result:
    """Run a command in this environment."""
    return CliRunner(env=environment).invoke(main, arguments, input=typed)

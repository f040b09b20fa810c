"""SX, the language of pages: s-expressions to HTML, by components, in a single pass.

The front door. `read` turns text into forms; a `Library` compiles a folder of
them and expands its pages; `report` prints a fault. Knows no Flask, no
database and no cache, and loads none of them.
"""

from app.sx.aser import Document as Document
from app.sx.core.known import Helper as Helper
from app.sx.core.known import Loader as Loader
from app.sx.core.page_spec import Page as Page
from app.sx.core.page_spec import Region as Region
from app.sx.core.page_spec import RegionItem as RegionItem
from app.sx.core.page_spec import region_items as region_items
from app.sx.html.facts import HTML_ELEMENTS as HTML_ELEMENTS
from app.sx.html.nesting import TEXT as TEXT
from app.sx.html.nesting import in_the_way as in_the_way
from app.sx.library.definitions import FileFacts as FileFacts
from app.sx.library.document_files import DocumentFiles as DocumentFiles
from app.sx.library.document_files import RenderedDocument as RenderedDocument
from app.sx.library.documents import AUTHOR_ELEMENTS as AUTHOR_ELEMENTS
from app.sx.library.library import Library as Library
from app.sx.library.program import CompiledDocument as CompiledDocument
from app.sx.library.program import compile_program as compile_program
from app.sx.library.program import expand_program as expand_program
from app.sx.syntax.errors import CompileError as CompileError
from app.sx.syntax.errors import ExpandError as ExpandError
from app.sx.syntax.errors import Faults as Faults
from app.sx.syntax.errors import Frame as Frame
from app.sx.syntax.errors import ReadError as ReadError
from app.sx.syntax.errors import Source as Source
from app.sx.syntax.errors import Span as Span
from app.sx.syntax.errors import SxError as SxError
from app.sx.syntax.forms import Form as Form
from app.sx.syntax.forms import Keyword as Keyword
from app.sx.syntax.forms import Literal as Literal
from app.sx.syntax.forms import Sequence as Sequence
from app.sx.syntax.forms import Symbol as Symbol
from app.sx.syntax.printer import write as write
from app.sx.syntax.reader import read as read
from app.sx.syntax.report import report as report
from app.sx.values import Fault as Fault
from app.sx.values import did_you_mean as did_you_mean

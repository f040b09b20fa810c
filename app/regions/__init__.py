"""Regions: a page request to the markup of its regions, each cached until what it read changes.

The front door. Knows no database and no Flask.
"""

from app.regions.keys import region_keys as region_keys
from app.regions.keys import whole_key as whole_key
from app.regions.render import expand_changed as expand_changed
from app.regions.render import expand_page as expand_page
from app.regions.request import Audience as Audience
from app.regions.request import BadInputError as BadInputError
from app.regions.request import LoginNeededError as LoginNeededError
from app.regions.request import MissingError as MissingError
from app.regions.request import PageKey as PageKey
from app.regions.request import PageRequest as PageRequest
from app.regions.request import RenderContext as RenderContext
from app.regions.request import RenderedPage as RenderedPage
from app.regions.request import Timing as Timing
from app.regions.whole_pages import find_whole as find_whole

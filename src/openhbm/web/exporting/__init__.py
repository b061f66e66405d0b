"""Lists as files for other programs: CSV and XLSX, within what the user may read."""

from openhbm.web.exporting.answer import exported, exported_values
from openhbm.web.exporting.columns import ExportColumn, ExportTable

__all__ = ["ExportColumn", "ExportTable", "exported", "exported_values"]

"""How many will come, where and when: reading counts, surges, alert levels, forecasts."""

from openhbm.core.flows.backtest import backtest
from openhbm.core.flows.forecast import Forecast, ForecastSettings, forecast_arrivals
from openhbm.core.flows.levels import (
    LEVELS,
    AlertState,
    Level,
    LevelSettings,
    Observed,
    alert_level,
)
from openhbm.core.flows.series import DailySeries
from openhbm.core.flows.skill import Skill
from openhbm.core.flows.surge import Surge, SurgeSettings, detect_surge

__all__ = [
    "LEVELS",
    "AlertState",
    "DailySeries",
    "Forecast",
    "ForecastSettings",
    "Level",
    "LevelSettings",
    "Observed",
    "Skill",
    "Surge",
    "SurgeSettings",
    "alert_level",
    "backtest",
    "detect_surge",
    "forecast_arrivals",
]

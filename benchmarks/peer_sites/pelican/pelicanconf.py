"""The same site in Pelican: one page per article, paged columns, a feed per column and language."""

SITENAME = "清源县信息公开"
SITEURL = "https://county.example"
TIMEZONE = "Asia/Shanghai"
DEFAULT_LANG = "zh"
THEME = "theme"
PLUGINS: list[str] = []

FILENAME_METADATA = r"(?P<slug>.+)\.(?P<lang>zh|en)"
USE_FOLDER_AS_CATEGORY = True
ARTICLE_URL = ARTICLE_LANG_URL = "{lang}/{category}/{slug}.html"
ARTICLE_SAVE_AS = ARTICLE_LANG_SAVE_AS = "{lang}/{category}/{slug}.html"
CATEGORY_URL = "zh/{slug}/"
CATEGORY_SAVE_AS = "zh/{slug}/index.html"
DIRECT_TEMPLATES = ["index", "sitemap"]
PAGINATED_TEMPLATES = {"category": 20}
SITEMAP_SAVE_AS = "sitemap.xml"
AUTHOR_SAVE_AS = TAG_SAVE_AS = ""

FEED_MAX_ITEMS = 50
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
CATEGORY_FEED_RSS = "zh/{slug}/index.xml"
TRANSLATION_FEED_RSS = "{lang}/index.xml"

MARKDOWN = {
    "extension_configs": {
        "markdown.extensions.tables": {},
        "markdown.extensions.footnotes": {},
        "markdown.extensions.toc": {},
    },
    "output_format": "html",
}

COLUMNS = {
    "zh": {
        "news": "动态",
        "notices": "公告",
        "cases": "典型案例",
        "exemplars": "经验做法",
        "rules": "规章制度",
        "data": "数据",
        "units": "单位",
    },
    "en": {
        "news": "News",
        "notices": "Notices",
        "cases": "Cases",
        "exemplars": "Good practice",
        "rules": "Rules",
        "data": "Data",
        "units": "Units",
    },
}
SITE_NAMES = {"zh": SITENAME, "en": "Qingyuan County Transparency"}
REPORT = {"zh": "找错", "en": "Report an error"}

"""The county's units: a fixed list, because every other table refers to it."""

from datetime import date
from typing import NamedTuple


class Unit(NamedTuple):
    """One unit as listed below; `powers` are the domains that make it a key-power unit."""

    org_id: str
    name_zh: str
    name_en: str
    short_name: str
    org_type: str
    parent_id: str
    powers: str = ""


UNITS = (
    Unit("QY-COUNTY", "清源县", "Qingyuan County", "清源县", "county", ""),
    Unit(
        "QY-XW",
        "中共清源县委员会",
        "Qingyuan County Committee of the CPC",
        "县委",
        "party_committee",
        "QY-COUNTY",
        "personnel",
    ),
    Unit(
        "QY-XWB",
        "中共清源县委办公室",
        "Office of the County Party Committee",
        "县委办",
        "party_committee",
        "QY-XW",
    ),
    Unit(
        "QY-ZZB",
        "中共清源县委组织部",
        "Organisation Department",
        "组织部",
        "party_committee",
        "QY-XW",
        "personnel",
    ),
    Unit(
        "QY-XCB", "中共清源县委宣传部", "Publicity Department", "宣传部", "party_committee", "QY-XW"
    ),
    Unit(
        "QY-JW",
        "中共清源县纪律检查委员会监察委员会",
        "Commission for Discipline Inspection and Supervision",
        "县纪委监委",
        "discipline",
        "QY-COUNTY",
    ),
    Unit(
        "QY-RD",
        "清源县人民代表大会常务委员会",
        "Standing Committee of the People's Congress",
        "县人大",
        "people_congress",
        "QY-COUNTY",
    ),
    Unit(
        "QY-ZX",
        "中国人民政治协商会议清源县委员会",
        "County Committee of the People's Political Consultative Conference",
        "县政协",
        "cppcc",
        "QY-COUNTY",
    ),
    Unit(
        "QY-FY",
        "清源县人民法院",
        "Qingyuan County People's Court",
        "县法院",
        "court_procuratorate",
        "QY-COUNTY",
    ),
    Unit(
        "QY-JCY",
        "清源县人民检察院",
        "Qingyuan County People's Procuratorate",
        "县检察院",
        "court_procuratorate",
        "QY-COUNTY",
    ),
    Unit(
        "QY-ZF",
        "清源县人民政府",
        "People's Government of Qingyuan County",
        "县政府",
        "government",
        "QY-COUNTY",
        "money;assets;personnel;approval",
    ),
    Unit(
        "QY-ZFB",
        "清源县人民政府办公室",
        "Office of the County Government",
        "县政府办",
        "government",
        "QY-ZF",
    ),
    Unit(
        "QY-FGJ",
        "清源县发展和改革局",
        "Development and Reform Bureau",
        "发改局",
        "government",
        "QY-ZF",
        "approval",
    ),
    Unit(
        "QY-CZJ", "清源县财政局", "Finance Bureau", "财政局", "government", "QY-ZF", "money;assets"
    ),
    Unit(
        "QY-RSJ",
        "清源县人力资源和社会保障局",
        "Human Resources and Social Security Bureau",
        "人社局",
        "government",
        "QY-ZF",
        "personnel;money",
    ),
    Unit(
        "QY-JYJ",
        "清源县教育和体育局",
        "Education and Sports Bureau",
        "教体局",
        "government",
        "QY-ZF",
        "money;personnel",
    ),
    Unit(
        "QY-MZJ", "清源县民政局", "Civil Affairs Bureau", "民政局", "government", "QY-ZF", "money"
    ),
    Unit(
        "QY-ZRZ",
        "清源县自然资源局",
        "Natural Resources Bureau",
        "自然资源局",
        "government",
        "QY-ZF",
        "assets;approval",
    ),
    Unit(
        "QY-ZJJ",
        "清源县住房和城乡建设局",
        "Housing and Construction Bureau",
        "住建局",
        "government",
        "QY-ZF",
        "assets;approval",
    ),
    Unit(
        "QY-JTJ",
        "清源县交通运输局",
        "Transport Bureau",
        "交通局",
        "government",
        "QY-ZF",
        "money;approval",
    ),
    Unit(
        "QY-SLJ", "清源县水利局", "Water Resources Bureau", "水利局", "government", "QY-ZF", "money"
    ),
    Unit(
        "QY-NYJ",
        "清源县农业农村局",
        "Agriculture and Rural Affairs Bureau",
        "农业农村局",
        "government",
        "QY-ZF",
        "money",
    ),
    Unit(
        "QY-WJW", "清源县卫生健康局", "Health Bureau", "卫健局", "government", "QY-ZF", "approval"
    ),
    Unit("QY-SJJ", "清源县审计局", "Audit Bureau", "审计局", "government", "QY-ZF"),
    Unit(
        "QY-SPJ",
        "清源县行政审批服务局",
        "Administrative Approval Bureau",
        "审批局",
        "government",
        "QY-ZF",
        "approval",
    ),
    Unit("QY-LSJ", "清源县粮食局", "Grain Bureau", "粮食局", "government", "QY-ZF"),
    Unit(
        "QY-YZ",
        "清源县第一中学",
        "Qingyuan County No. 1 Middle School",
        "县一中",
        "public_institution",
        "QY-JYJ",
    ),
    Unit(
        "QY-YY",
        "清源县人民医院",
        "Qingyuan County People's Hospital",
        "县医院",
        "public_institution",
        "QY-WJW",
        "assets",
    ),
    Unit(
        "QY-JYZX",
        "清源县公共资源交易中心",
        "Public Resources Trading Centre",
        "交易中心",
        "public_institution",
        "QY-SPJ",
        "assets",
    ),
    Unit(
        "QY-CTJT",
        "清源县城市建设投资集团有限公司",
        "Urban Construction Investment Group",
        "城投集团",
        "soe",
        "QY-CZJ",
        "money;assets",
    ),
    Unit(
        "QY-SWJT",
        "清源县水务有限公司",
        "Water Supply Company",
        "水务公司",
        "soe",
        "QY-CZJ",
        "assets",
    ),
    Unit("QY-ZGH", "清源县总工会", "Federation of Trade Unions", "总工会", "mass_org", "QY-COUNTY"),
    Unit(
        "QY-TW",
        "共青团清源县委员会",
        "County Committee of the Youth League",
        "团县委",
        "mass_org",
        "QY-COUNTY",
    ),
    Unit("QY-FL", "清源县妇女联合会", "Women's Federation", "妇联", "mass_org", "QY-COUNTY"),
    Unit("QY-YQZ", "映泉镇人民政府", "Yingquan Town", "映泉镇", "township", "QY-COUNTY"),
    Unit("QY-HLZ", "禾麓镇人民政府", "Helu Town", "禾麓镇", "township", "QY-COUNTY"),
    Unit("QY-CXX", "澄栖乡人民政府", "Chengqi Township", "澄栖乡", "township", "QY-COUNTY"),
    Unit("QY-WJC", "映泉镇梧井村村民委员会", "Wujing Village", "梧井村", "village", "QY-YQZ"),
    Unit("QY-QWC", "映泉镇泉尾村村民委员会", "Quanwei Village", "泉尾村", "village", "QY-YQZ"),
    Unit("QY-LXC", "禾麓镇麓栖村村民委员会", "Luqi Village", "麓栖村", "village", "QY-HLZ"),
    Unit("QY-HGC", "禾麓镇禾岗村村民委员会", "Hegang Village", "禾岗村", "village", "QY-HLZ"),
    Unit("QY-CWC", "澄栖乡澄湾村村民委员会", "Chengwan Village", "澄湾村", "village", "QY-CXX"),
)

UNIT = {unit.org_id: unit for unit in UNITS}
ABOLISHED = {"QY-LSJ": date(2019, 3, 20)}
WITHOUT_BUDGET = {"QY-COUNTY", "QY-XW", "QY-ZF", *ABOLISHED}
BUDGET_UNITS = tuple(
    u.org_id
    for u in UNITS
    if u.org_id not in WITHOUT_BUDGET and u.org_type not in ("soe", "village")
)
VILLAGES = tuple(u.org_id for u in UNITS if u.org_type == "village")

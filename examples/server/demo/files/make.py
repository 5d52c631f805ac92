#!/usr/bin/env python3
"""Makes the attachments of four documents of the demonstration: one PDF, OFD, XLSX and DOCX, all of them fictitious.

Each holds a made-up word that is in no text of the demonstration: what finds it has read the attachment. Headless Chromium
prints the PDF (Debian: chromium, fonts-droid-fallback: TrueType, embedded as a small subset); `make.py --no-pdf` leaves it
as it is. All dates inside are fixed, so that making the files again changes nothing.
"""

import pathlib
import re
import subprocess
import sys
import tempfile
import zipfile
from xml.sax.saxutils import escape

HERE = pathlib.Path(__file__).resolve().parent
SCHEMAS = "http://schemas.openxmlformats.org"
OFFICE = f"{SCHEMAS}/officeDocument/2006/relationships"

CANTEENS = [  # zhucan.pdf, of doc-2026-106
    "为规范老年助餐点建设和服务，根据《示范区老年助餐服务管理办法》，制定本规范。",
    "助餐点分为社区食堂和配送助餐点。社区食堂餐位不少于30个，建筑面积不少于120平方米；配送助餐点不设厨房，餐位不少于12个，餐食由有资质的单位集中配送。",
    "助餐点应当设在一楼或者电梯直达的楼层，出入口有坡道和扶手，地面防滑，通道净宽不少于1.2米，卫生间装有呼叫按钮，门口悬挂统一标识。",
    "社区食堂应当取得食品经营许可，后厨实行明厨亮灶，工作人员持有效健康证明上岗。每餐每样菜品留样不少于125克，冷藏保存48小时以上。",
    "标准午餐一荤两素一汤，少油、少盐、少糖，软硬适中。菜单和价格每周一张贴，每月召开一次膳食会，听取老年人意见。",
    "老年人刷社会保障卡或者人脸识别就餐，补贴当场扣减。不得拒收现金，不得要求预存餐费，不得代刷、虚报人次。",
    "送餐使用保温箱，送达时热菜不低于60摄氏度，从出锅到送达不超过九十分钟。连续两天敲门无人应答的，送餐员应当联系家属或者社区。",
    "松鹤堂助餐点为全区标准化样板。新设助餐点的负责人和厨师，开业前应当到松鹤堂助餐点跟班学习三日，熟悉留样、登记和送餐流程。",
    "区民政局会同市场监管部门每季度检查一次，检查结果在助餐点门口公示。不合格的限期十五日整改；虚报人次的，追回补助并终止合作。",
    "本规范与《示范区老年助餐服务管理办法》同时施行，由区民政局负责解释。"]
STYLE = """@page { size: A4; margin: 28mm 26mm } h1 { font-size: 22pt; font-weight: normal; text-align: center }
body { font: 15pt/1.75 'Droid Sans Fallback', sans-serif; margin: 0; text-align: justify } h1 ~ p { text-indent: 2em; margin: 0 }"""


def pdf():
    """Articles, printed by Chromium; the dates that it writes are replaced by ones as long."""
    page = ("<!doctype html><html lang=zh-CN><meta charset=utf-8><title>老年助餐点建设和服务规范</title>"
            f"<style>{STYLE}</style><p>附件</p><h1>老年助餐点建设和服务规范</h1>"
            + "".join(f"<p>第{number}条　{text}</p>" for number, text in zip("一二三四五六七八九十", CANTEENS)))
    with tempfile.TemporaryDirectory() as folder:
        source, out = pathlib.Path(folder, "zhucan.html"), HERE / "zhucan.pdf"
        source.write_text(page, encoding="utf-8")
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--no-pdf-header-footer",
                   f"--user-data-dir={folder}/profile", f"--print-to-pdf={out}", source.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    out.write_bytes(re.sub(rb"(Date \(D:)\d{14}", rb"\g<1>20260714080000", out.read_bytes()))


def archive(name, *parts):
    """A ZIP archive of XML texts by their names, in the order given."""
    with zipfile.ZipFile(HERE / name, "w") as out:
        for path, text in parts:
            entry = zipfile.ZipInfo(path, (2026, 1, 1, 0, 0, 0))
            out.writestr(entry, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text, zipfile.ZIP_DEFLATED)


def relations(*targets):
    """The part that tells which parts another one uses, by ids in the order given: rId1 and so on."""
    rows = "".join(f'<Relationship Id="rId{at}" Type="{OFFICE}/{kind}" Target="{part}"/>' for at, (kind, part) in enumerate(targets, 1))
    return f'<Relationships xmlns="{SCHEMAS}/package/2006/relationships">{rows}</Relationships>'


def package(*parts):
    """The parts with which an Office package begins: of what types its parts are, and which one is the main part."""
    rows = "".join(f'<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.{kind}+xml"/>'
                   for part, kind in parts)
    return [("[Content_Types].xml", f'<Types xmlns="{SCHEMAS}/package/2006/content-types"><Default Extension="rels" ContentType='
             f'"application/vnd.openxmlformats-package.relationships+xml"/>{rows}</Types>'),
            ("_rels/.rels", relations(("officeDocument", parts[0][0])))]


RENEWAL = [  # gengxin.docx, of doc-2026-123: numbers and sums are those of the plan
    ["序号", "项目名称", "实施地点", "建设内容和规模", "计划投资（万元）", "完成时间"],
    ["1", "望潮巷片区老旧小区改造", "和平街道", "4个小区，52栋、2360户，拆除隔墙后连片改造", "8420", "11月底前"],
    ["2", "城西片区老旧小区改造", "城西街道", "3个小区，36栋、1640户", "5680", "11月底前"],
    ["3", "文峰片区老旧小区改造", "文峰街道", "2个小区，25栋、1120户", "3820", "11月底前"],
    ["4", "既有住宅加装电梯", "各街道", "40部，其中连片加装3处", "2400", "12月底前"],
    ["5", "边角地和小区内部停车位", "各街道", "边角地泊位420个，小区内部泊位380个", "1680", "10月底前"],
    ["6", "城西立体停车楼", "城西街道", "泊位200个", "3600", "9月底前"],
    ["7", "口袋公园", "没有公园的社区", "6处，单处面积不少于800平方米", "1500", "10月底前"],
    ["8", "排水管道更换和积水点整治", "城区道路", "管道14公里，积水点11处，主汛期前完成8处", "11500", "12月底前"],
    ["", "合计", "", "", "38600", ""]]


def docx():
    """A title, an introduction, a table and a note."""
    def para(text, size=24, layout=""):
        return (f'<w:p><w:pPr>{layout}</w:pPr><w:r><w:rPr><w:rFonts w:ascii="SimSun" w:hAnsi="SimSun" w:eastAsia="宋体"/>'
                f'<w:sz w:val="{size}"/></w:rPr><w:t>{escape(text)}</w:t></w:r></w:p>')

    widths = [640, 2000, 1300, 2700, 1240, 1140]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = "".join("<w:tr>" + "".join(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{para(cell, 21)}</w:tc>'
                                      for cell, width in zip(cells, widths)) + "</w:tr>" for cells in RENEWAL)
    borders = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in "top left bottom right insideH insideV".split())
    body = "".join([
        para("附件"), para("城市更新项目清单", 36, '<w:jc w:val="center"/>'),
        para("本清单列出2026年城市更新年度计划的8个项目，计划投资3.86亿元，其中上级补助1.42亿元，区级1.29亿元，社会资本和居民分摊1.15亿元。"
             "规模和投资以批复的实施方案为准，进度每月通报。", 24, '<w:ind w:firstLineChars="200" w:firstLine="480"/>'),
        f'<w:tbl><w:tblPr><w:tblBorders>{borders}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>',
        para("注：望潮巷片区、城西片区和文峰片区共9个小区、113栋、5120户，先修排水、消防和楼梯，再做外墙和绿化。", 21),
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'])
    archive("gengxin.docx", *package(("word/document.xml", "wordprocessingml.document.main")), (
        "word/document.xml", f'<w:document xmlns:w="{SCHEMAS}/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>'))


SCHOOLS = [  # xuewei.xlsx, of doc-2026-126: numbers and sums are those of the plan; a date is a count of days
    ["序号", "项目名称", "学段", "建设方式", "所在镇、街道", "新增学位（个）", "配备教师（名）", "计划投资（万元）", "计划投用"],
    [1, "临江新城实验小学", "小学", "新建", "临江街道", 1080, 60, 9600, 46235],
    [2, "区第二中学", "初中", "改扩建", "和平街道", 600, 35, 4800, 46235],
    [3, "栖霞里幼儿园", "幼儿园", "新建", "临江街道", 240, 18, 2600, 46235],
    [4, "城西中心幼儿园", "幼儿园", "新建", "城西街道", 180, 12, 1900, 46235],
    [5, "青禾镇中心小学", "小学", "扩建", "青禾镇", 720, 40, 4200, 46600],
    [6, "城西初级中学", "初中", "新建", "城西街道", 1100, 65, 11200, 46600],
    [7, "文峰高级中学", "高中", "扩建", "文峰街道", 900, 50, 8500, 46966],
    [8, "白石镇中心学校", "九年一贯制", "改建", "白石镇", 580, 30, 4200, 46966],
    [None, "合计", None, None, None, ("SUM(F2:F9)", 5400), ("SUM(G2:G9)", 310), ("SUM(H2:H9)", 47000), None]]


def xlsx():
    """One sheet with shared texts, numbers, months and sums."""
    strings = list(dict.fromkeys(value for values in SCHOOLS for value in values if isinstance(value, str)))

    def cell(at, value):
        if isinstance(value, str):
            return f'<c r="{at}" t="s"><v>{strings.index(value)}</v></c>'
        if isinstance(value, tuple):
            return f'<c r="{at}"><f>{value[0]}</f><v>{value[1]}</v></c>'
        return "" if value is None else f'<c r="{at}" s="{int(at[0] == "I")}"><v>{value}</v></c>'

    rows = "".join(f'<row r="{row}">{"".join(cell(f"{column}{row}", value) for column, value in zip("ABCDEFGHI", values))}</row>'
                   for row, values in enumerate(SCHOOLS, 1))
    items, space = "".join(f"<si><t>{escape(text)}</t></si>" for text in strings), f'xmlns="{SCHEMAS}/spreadsheetml/2006/main"'
    archive(
        "xuewei.xlsx", *package(
            ("xl/workbook.xml", "spreadsheetml.sheet.main"), ("xl/worksheets/sheet1.xml", "spreadsheetml.worksheet"),
            ("xl/styles.xml", "spreadsheetml.styles"), ("xl/sharedStrings.xml", "spreadsheetml.sharedStrings")),
        ("xl/_rels/workbook.xml.rels", relations(
            ("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml"))),
        ("xl/workbook.xml",
         f'<workbook {space} xmlns:r="{OFFICE}"><sheets><sheet name="学位建设项目表" sheetId="1" r:id="rId1"/></sheets></workbook>'),
        ("xl/styles.xml", f'<styleSheet {space}><numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/>'
         '</numFmts><fonts><font><sz val="11"/><name val="宋体"/></font></fonts><fills><fill><patternFill/></fill></fills><borders>'
         '<border/></borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf xfId="0"/><xf numFmtId="176" xfId="0" '
         'applyNumberFormat="1"/></cellXfs></styleSheet>'),
        ("xl/sharedStrings.xml", f'<sst {space}>{items}</sst>'),
        ("xl/worksheets/sheet1.xml",
         f'<worksheet {space}><cols><col min="2" max="9" width="18"/></cols><sheetData>{rows}</sheetData></worksheet>'))


AWARD = [  # caigou.ofd, of doc-2026-142: numbers and sums are those of the announcement
    "根据示政采〔2026〕21号公告，示范区卫生健康局移动巡诊车和筛查设备采购项目的中标结果明细如下，金额单位为万元。", "一、第一包移动巡诊车",
    "中标供应商：示范区禾川专用车辆有限公司。移动巡诊车2辆，单价93.2，中标金额186.4。交货期六十日，质保期三年。", "二、第二包筛查设备",
    "中标供应商：示范区青澜医学仪器有限公司。设备11台（套），中标金额207.9。交货期四十五日，质保期五年，免费培训操作人员12名。",
    "（一）便携式超声诊断仪4台，单价26.4，小计105.6。", "（二）数字化显微阅片系统1套，单价49.8，小计49.8。",
    "（三）云岫巡诊包6套，单价8.75，小计52.5。每套含心电、血压、血糖、血氧检测仪各一台，总重不超过9千克，续航不少于八小时。",
    "三、合计", "两包中标金额合计394.3，预算金额418，节约23.7。设备供区妇幼保健院下乡巡诊使用。"]


def ofd():
    """A bulletin of one page; lines are cut where the page ends."""
    left, right, y, lines = 20.8, 188.8, 60, [(20.8, 30, 5.6, "附件"), (82.8, 42, 7.4, "中标结果明细")]

    def width(text, size=5.6):
        return sum(size if ord(c) > 0x2000 else size / 2 for c in text)

    for text in AWARD:
        x, line = left + 11.2, ""
        for piece in re.findall(r"[（〔]?(?:[0-9.]+|.)[，。、；：）〕]*", text):
            if x + width(line + piece) > right + 0.01:
                lines.append((x, y, 5.6, line))
                x, y, line = left, y + 10, ""
            line += piece
        lines.append((x, y, 5.6, line))
        y += 10
    lines += [(right - width(text), y + drop, 5.6, text) for drop, text in [(10, "示范区卫生健康局"), (20, "2026年8月4日")]]
    objects = "".join(
        f'<ofd:TextObject ID="{serial}" Boundary="{x:g} {y:g} {width(text, size):g} {size * 1.2:g}" Font="3" Size="{size:g}">'
        f'<ofd:TextCode X="0" Y="{size:g}" DeltaX="{" ".join(f"{width(c, size):g}" for c in text[:-1])}">{escape(text)}'
        '</ofd:TextCode></ofd:TextObject>' for serial, (x, y, size, text) in enumerate(lines, 11))
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    archive(
        "caigou.ofd",
        ("OFD.xml", f'<ofd:OFD {space} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>'
         '20260804202608042026080420260804</ofd:DocID><ofd:Title>中标结果明细</ofd:Title></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>'),
        ("Doc_0/Document.xml", f'<ofd:Document {space}><ofd:CommonData><ofd:MaxUnitID>100</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>'
         '0 0 210 297</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData>'
         '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>'),
        ("Doc_0/PublicRes.xml", f'<ofd:Res {space}><ofd:Fonts><ofd:Font ID="3" FontName="SimSun"/></ofd:Fonts></ofd:Res>'),
        ("Doc_0/Pages/Page_0/Content.xml",
         f'<ofd:Page {space}><ofd:Content><ofd:Layer ID="10">{objects}</ofd:Layer></ofd:Content></ofd:Page>'))


if __name__ == "__main__":
    for make in [docx, xlsx, ofd] + [pdf] * ("--no-pdf" not in sys.argv):
        make()

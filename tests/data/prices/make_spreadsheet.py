#!/usr/bin/env python3
"""make_spreadsheet.py FILE [ROWS]: a small XLSX (ECMA-376) with a sheet of prices: two rows as two_rows.xlsx has them, or
so many, or with - what standard input has as JSON. Numbers as numbers, a day as a day, and texts inline."""
import json
import sys
import zipfile

MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
XML = '<?xml version="1.0"?>'
DAY_STYLE = 1  # number format 14 of the style sheet


def cell(name, value):
    if isinstance(value, tuple):
        return f'<c r="{name}" s="{DAY_STYLE}"><v>{value[0]}</v></c>'
    if isinstance(value, str):
        return f'<c r="{name}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{name}"><v>{value!r}</v></c>'


def sheet(rows):
    yield f'{XML}<worksheet xmlns="{MAIN}"><sheetData>'
    for number, row in enumerate(rows, 1):
        cells = ''.join(cell(f'{chr(65 + place)}{number}', value) for place, value in enumerate(row))
        yield f'<row r="{number}">{cells}</row>'
    yield '</sheetData></worksheet>'


def write(path, rows):
    kind = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
    parts = {
        '[Content_Types].xml': f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/></Types>',
        '_rels/.rels': f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        'xl/workbook.xml': f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets>'
        '<sheet name="Prices" sheetId="1" r:id="rId1"/></sheets></workbook>',
        'xl/_rels/workbook.xml.rels': f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{REL}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{REL}/styles" Target="styles.xml"/></Relationships>',
        'xl/styles.xml': f'<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
        '</styleSheet>',
    }
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(name, XML + text)
        with book.open('xl/worksheets/sheet1.xml', 'w', force_zip64=True) as into:
            for piece in sheet(rows):
                into.write(piece.encode())


def rows(count):
    yield ['MCCMNC', 'PriceSubmit', 'PriceDelivered', 'Currency', 'Effective']
    if count is None:
        yield [26201, 0.0345, '0.01', 'EUR', (71925,)]  # 2096-12-01: long to come
        yield ['26202', 0.02, '0', 'EUR', '']
        return
    for number in range(count):
        yield [20101 + number % 70000, 0.02, '0', 'EUR', '']


if __name__ == '__main__':
    if sys.argv[2:] == ['-']:
        write(sys.argv[1], json.load(sys.stdin))
    else:
        write(sys.argv[1], rows(int(sys.argv[2]) if len(sys.argv) > 2 else None))

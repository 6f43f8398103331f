"""The words of the command line: help, examples, the lines that a command prints. Messages with codes live
in `errors`."""

from __future__ import annotations

from cchc_excel.words import Words

VIETNAMESE_NAMES = {
    "template": "tao-mau",
    "fill": "dien",
    "read": "doc",
    "check": "kiem-tra",
    "consolidate": "tong-hop",
    "explain": "giai-trinh",
    "units": "don-vi",
    "forms": "bieu-mau",
}

FIRST_STEPS = Words(
    "cchc giúp lập, kiểm tra và tổng hợp phụ lục số liệu báo cáo cải cách hành chính. Gõ một trong "
    "các lệnh sau:\n"
    '  cchc tao-mau --unit "Xã Lát" --period 2025-Q1 -o mau.xlsx     lập mẫu trắng để ghi số liệu\n'
    "  cchc kiem-tra bao-cao.xlsx                                     kiểm tra một báo cáo hoặc cả thư mục\n"
    "  cchc tong-hop THU-MUC -o tong-hop.xlsx                         tổng hợp các báo cáo trong thư mục\n"
    "  cchc TÊN-LỆNH --help                                           xem hướng dẫn của từng lệnh",
    "cchc makes, checks and consolidates the annex workbooks of administrative-reform reports. Type "
    "one of these:\n"
    '  cchc template --unit "Xã Lát" --period 2025-Q1 -o mau.xlsx    make a blank template\n'
    "  cchc check report.xlsx                                         check a report or a folder\n"
    "  cchc consolidate FOLDER -o result.xlsx                         consolidate the reports of a folder\n"
    "  cchc COMMAND --help                                            the help of a command",
)

GROUP = Words(
    "Lập, điền, kiểm tra và tổng hợp phụ lục số liệu báo cáo cải cách hành chính (CCHC).",
    "Make, fill, check and consolidate the annex workbooks of administrative-reform reports (CCHC).",
)

COMMANDS = {
    "template": Words(
        "Lập mẫu trắng cho một đơn vị, hoặc mỗi đơn vị trong danh sách một tệp.\n\n"
        "Ví dụ:\n\n\b\n"
        '  cchc tao-mau --unit "Xã Lát" --period 2025-Q1 -o xa-lat.xlsx\n'
        "  cchc tao-mau --units danh-sach.xlsx --period 2025-Q1 -o mau\n"
        "  cchc tao-mau --all-levels -o workbook_templates",
        "Make a blank template for a unit, or one for each unit of a list.\n\nExamples:\n\n\b\n"
        '  cchc template --unit "Xã Lát" --period 2025-Q1 -o xa-lat.xlsx\n'
        "  cchc template --units list.xlsx --period 2025-Q1 -o templates",
    ),
    "fill": Words(
        "Điền số liệu của một nguồn (bảng tính, báo cáo đã công bố, CSV hoặc JSON id,value,note) vào mẫu.\n\n"
        "Với --template thì điền vào chính tệp Excel đó: chỉ ghi ô số liệu, ô ghi chú và các ô có tên "
        "của trang bìa; mọi thứ khác giữ nguyên từng byte.\n\n"
        "Ví dụ:\n\n\b\n  cchc dien bao-cao-cong-bo.txt -o bao-cao.xlsx\n"
        '  cchc dien so-lieu.csv --unit "Xã Lát" --period 2025-Q1 -o xa-lat.xlsx\n'
        "  cchc dien xa-lat.xlsx --template mau-cua-tinh.xlsx -o nop-len-tinh.xlsx",
        "Put the values of a source (a workbook, a published report, CSV or JSON of id,value,note) "
        "into a template.\n\n"
        "With --template they go into that Excel workbook itself: only value cells, note cells and the "
        "named cells of a cover are written; all else stays byte for byte.\n\n"
        "Examples:\n\n\b\n  cchc fill report.txt -o report.xlsx\n"
        '  cchc fill values.csv --unit "Xã Lát" --period 2025-Q1 -o xa-lat.xlsx\n'
        "  cchc fill xa-lat.xlsx --template province.xlsx -o to-the-province.xlsx",
    ),
    "read": Words(
        "Đọc báo cáo: mọi dòng với số liệu, tình trạng và ô.\n\nVí dụ:\n\n\b\n"
        "  cchc doc bao-cao.xlsx\n  cchc doc thu-muc --format csv -o so-lieu.csv\n"
        "  cchc doc cac-ky --leaves --format parquet -o so-lieu.parquet     tệp tổng hợp nhiều kỳ",
        "Read reports: every row with its value, state and cell.\n\nExamples:\n\n\b\n"
        "  cchc read report.xlsx\n  cchc read folder --format csv -o values.csv\n"
        "  cchc read periods --leaves --format parquet -o values.parquet     of many periods",
    ),
    "check": Words(
        "Kiểm tra báo cáo theo các quy tắc; chỉ ra lỗi ở ô nào và sửa thế nào.\n\n"
        "Mã thoát: 0 không có lỗi, 1 có lỗi, 2 gõ sai lệnh, 3 có tệp không đọc được.\n\nVí dụ:\n\n\b\n"
        "  cchc kiem-tra bao-cao.xlsx\n"
        "  cchc kiem-tra thu-muc --format xlsx -o kiem-tra.xlsx     bảng Excel, mỗi lỗi có liên kết đến ô\n"
        "  cchc kiem-tra thu-muc --format html -o kiem-tra.html     trang web để tìm, lọc, in\n"
        "  cchc kiem-tra thu-muc --mark tra-lai                     bản sao của từng tệp, ô sai được tô màu\n"
        "  cchc kiem-tra thu-muc --format json -o kiem-tra.json     cho chương trình khác (hoặc sarif)\n"
        "  cchc kiem-tra thu-muc --previous thu-muc-quy-truoc       so với số liệu các xã gửi kỳ trước",
        "Confront reports with the rules; say which cell is wrong and what to do.\n\n"
        "Exit code: 0 no errors, 1 errors, 2 wrong usage, 3 a file could not be read.\n\nExamples:\n\n\b\n"
        "  cchc check report.xlsx\n"
        "  cchc check folder --format xlsx -o check.xlsx     a workbook, with links to the cells\n"
        "  cchc check folder --format html -o check.html     a web page to search, filter and print\n"
        "  cchc check folder --mark send-back                a copy of each workbook, wrong cells coloured\n"
        "  cchc check folder --format json -o check.json     for other programs (or sarif)\n"
        "  cchc check folder --previous folder-of-last-quarter   compared with what came last time",
    ),
    "consolidate": Words(
        "Tổng hợp các báo cáo trong thư mục thành một tệp; nêu đơn vị chưa nộp và tệp bị từ chối.\n\n"
        "Kỳ báo cáo, đơn vị, cấp và tên tệp kết quả không ghi thì suy ra từ các tệp.\n\nVí dụ:\n\n\b\n"
        "  cchc tong-hop bao-cao-cac-xa\n"
        "  cchc tong-hop bao-cao-cac-xa --units danh-sach.xlsx --corrections dinh-chinh.xlsx -o huyen.xlsx\n"
        '  cchc tong-hop bao-cao-cac-xa --unit "Huyện Lạc Dương" --level district '
        "--period 2025-Q1 -o huyen.xlsx\n"
        "  cchc tong-hop bao-cao-cac-xa -o huyen.xlsx --export huyen.csv     kèm bảng số liệu",
        "Consolidate the reports of a folder into one file; name who is missing and what was refused.\n\n"
        "Period, unit, level and the name of the result are inferred from the files where not given."
        "\n\nExamples:\n\n\b\n"
        "  cchc consolidate communes\n"
        "  cchc consolidate communes --units list.xlsx --corrections corrections.xlsx -o district.xlsx\n"
        '  cchc consolidate communes --unit "Huyện Lạc Dương" --level district '
        "--period 2025-Q1 -o district.xlsx\n"
        "  cchc consolidate communes -o district.xlsx --export district.csv     with a table",
    ),
    "explain": Words(
        "Giải trình một số của tệp tổng hợp: lấy từ đơn vị, tệp và ô nào.\n\nVí dụ:\n\n\b\n"
        "  cchc giai-trinh huyen.xlsx BM3:3.3.1",
        "Explain a figure of a consolidated file: from which unit, file and cell.\n\nExample:\n\n\b\n"
        "  cchc explain district.xlsx BM3:3.3.1",
    ),
    "units": Words(
        "Liệt kê các đơn vị hành chính của một tỉnh, hoặc ghi thành danh sách để dùng với "
        "--units.\n\nVí dụ:\n\n\b\n"
        '  cchc don-vi --province "Tỉnh Lâm Đồng" --date 2025-03-10 -o lam-dong.xlsx',
        "List the official units of a province, or write them as a list for --units.\n\nExample:\n\n\b\n"
        '  cchc units --province "Tỉnh Lâm Đồng" --date 2025-03-10 -o lam-dong.xlsx',
    ),
    "forms": Words(
        "Xem các biểu mẫu, chỉ tiêu và quy tắc kiểm tra.\n\nVí dụ:\n\n\b\n"
        "  cchc bieu-mau\n  cchc bieu-mau BM3\n  cchc bieu-mau --rules\n"
        "  cchc bieu-mau --format csv -o ma-chi-tieu.csv\n"
        "  cchc bieu-mau --bind mau-cua-tinh.xlsx -o mau-cua-tinh.toml\n"
        "  cchc bieu-mau --lint mau-cua-tinh.toml",
        "Show the forms, their rows and the rules.\n\nExamples:\n\n\b\n"
        "  cchc forms\n  cchc forms BM3\n  cchc forms --rules\n"
        "  cchc forms --format csv -o codes.csv\n"
        "  cchc forms --bind province.xlsx -o province.toml\n"
        "  cchc forms --lint province.toml",
    ),
}

OPTIONS = {
    "lang": Words(
        "Ngôn ngữ: vi (mặc định) hoặc en; cũng có thể đặt biến CCHC_LANG.",
        "Language: vi (default) or en; or set CCHC_LANG.",
    ),
    "unit": Words(
        'Tên hoặc mã đơn vị, ví dụ "Xã Lát", "Huyện Lạc Dương".', "Name or official code of the unit."
    ),
    "level": Words(
        "Cấp: commune (xã), district (huyện), province (tỉnh).", "Level: commune, district or province."
    ),
    "period": Words(
        "Kỳ báo cáo: 2025-Q1, 2025-H1, 2025-Q3, 2025-9M, 2025-Y.",
        "Reporting period: 2025-Q1, 2025-H1, 2025-Q3, 2025-9M, 2025-Y.",
    ),
    "from": Words(
        "Ngày bắt đầu kỳ (2024-12-11), nếu khác thường lệ.", "First day of the period, if unusual."
    ),
    "to": Words("Ngày kết thúc kỳ (2025-03-10), nếu khác thường lệ.", "Last day of the period, if unusual."),
    "output": Words("Tệp (hoặc thư mục) kết quả.", "The file (or folder) to write."),
    "force": Words("Thay tệp kết quả đã có.", "Replace an existing file."),
    "units": Words(
        "Danh sách đơn vị (xlsx, ods hoặc CSV: mã, tên, tên khác, mã đơn vị cấp trên, thời hạn, liên hệ).",
        "A list of units (xlsx, ods or CSV: code, name, other names, parent code, due date, contact).",
    ),
    "due": Words(
        "Thời hạn gửi báo cáo của các đơn vị mà danh sách không ghi thời hạn, ví dụ 2025-03-12.",
        "The due date of units for which the list gives none, like 2025-03-12.",
    ),
    "own": Words(
        "Báo cáo riêng của chính đơn vị tổng hợp, cộng như một đơn vị.",
        "The consolidating unit's own report, added as one leaf more.",
    ),
    "corrections": Words(
        "Danh sách đính chính (xlsx, ods hoặc CSV: đơn vị, chỉ tiêu, số cũ, số mới, lý do, người báo, ngày); "
        "tệp của đơn vị không bị sửa.",
        "A list of corrections (xlsx, ods or CSV: unit, id, old value, value, reason, who, when); the units' "
        "files stay as they are.",
    ),
    "all_levels": Words(
        "Lập mẫu trắng cho cả ba cấp vào thư mục -o.", "Blank templates of all levels into -o."
    ),
    "format": Words("Định dạng kết quả.", "Format of the result."),
    "template": Words(
        "Điền vào tệp Excel này (.xlsx, .xlsm) thay vì mẫu của chương trình.",
        "Fill this Excel workbook (.xlsx, .xlsm) instead of a template of ours.",
    ),
    "mark": Words(
        "Ghi vào thư mục này bản sao của mỗi bảng tính có ô phải xem: ô được tô màu và có lời giải thích, "
        "mọi thứ khác giữ nguyên.",
        "Write into this folder a copy of each workbook with cells to look at: they are coloured and carry a "
        "comment, all else stays.",
    ),
    "fail_on": Words("Mã thoát 1 từ mức độ nào trở lên.", "From which severity the exit code is 1."),
    "on_duplicate": Words(
        "Một đơn vị có hai báo cáo khác nhau: báo lỗi, hay dùng bản ngày muộn nhất.",
        "Two different reports of a unit: an error, or the one with the latest date.",
    ),
    "dry_run": Words("Chỉ xem trước, không ghi tệp.", "Look only, write nothing."),
    "export": Words(
        "Ghi thêm bảng số liệu của kết quả và của mọi báo cáo đã dùng (.csv, .parquet; ghi được nhiều lần).",
        "Also write the table of the result and of all reports used (.csv or .parquet; may be repeated).",
    ),
    "leaves": Words(
        "Kèm số liệu của từng đơn vị trong tệp tổng hợp.",
        "With the figures of every unit inside a consolidated file.",
    ),
    "jobs": Words(
        "Số tiến trình làm song song (mặc định: đủ dùng cho số tệp và số nhân của máy).",
        "How many processes work at once (default: what the files and the machine's cores are worth).",
    ),
    "province": Words("Tên hoặc mã tỉnh (hoặc huyện).", "Name or code of the province (or district)."),
    "date": Words("Theo địa giới ngày nào (mặc định hôm nay).", "On which day (default today)."),
    "layout": Words(
        "Bố cục khai báo của các tệp (TOML); lập bằng «cchc bieu-mau --bind TỆP».",
        "The declared layout of the files (TOML); «cchc forms --bind FILE» writes one.",
    ),
    "previous": Words(
        "Tệp (hoặc thư mục) trước đó của cùng đơn vị: của kỳ trước thì số cũ giúp tìm ô sai, so sánh số "
        "tổng hợp; của chính kỳ này thì giải trình viết cho số đã đổi bị coi là cũ.",
        "An earlier file (or folder) of the same unit: of the period before, its figures help to find the "
        "wrong cell and stand beside the totals; of the same period, explanations of figures that have "
        "changed are out of date.",
    ),
    "parts": Words(
        "Thư mục báo cáo của các đơn vị cấp dưới: số của tệp được so với số cộng từ các báo cáo ấy.",
        "The folder with the reports of the units below: the file's figures are held against theirs.",
    ),
    "bind": Words(
        "In bố cục tìm được của một tệp, để người xem lại và dùng với --layout.",
        "Print the layout found in a file, to be reviewed and used with --layout.",
    ),
    "lint": Words(
        "Kiểm tra một tệp bố cục hoặc tệp quy tắc, chỉ ra chỗ sai.",
        "Check the file of a layout or of rules, and point at what is wrong.",
    ),
    "rules": Words(
        "Liệt kê các quy tắc đang áp dụng và nguồn của chúng; kèm tệp quy tắc riêng nếu có.",
        "List the rules in force and where they come from; with a rules file of one's own if named.",
    ),
    "own_rules": Words(
        "Tệp quy tắc riêng của tỉnh (TOML): tắt, đổi hoặc thêm quy tắc.",
        "A rules file of one's own (TOML): switches rules off, changes or adds them.",
    ),
}

WRITTEN = Words("Đã ghi {}", "Wrote {}")
WRITTEN_MANY = Words("Đã ghi {} tệp vào {}", "Wrote {} files into {}")
MARKED = Words("Đã ghi {}: {} ô cần xem", "Wrote {}: {} cell(s) to look at")
MARKS_REMOVED = Words(
    "Đã ghi {}: không còn ô nào phải xem, đã gỡ màu và lời ghi của lần đánh dấu trước",
    "Wrote {}: no cell to look at any more, the colours and comments of an earlier marking were removed",
)
NOT_AT_A_CELL = Words(
    " ({} phát hiện không thuộc ô nào, xem kết quả kiểm tra)",
    " ({} finding(s) belong to no cell, see the result of the check)",
)
CLEAN = Words(
    "Không có gì phải xem nên không lập bản đánh dấu ({} tệp): {}.",
    "Nothing to look at, so no marked copy ({} file(s)): {}.",
)
NO_CELL_TO_MARK = Words(
    "Có phát hiện nhưng không thuộc ô nào nên không lập bản đánh dấu, xem kết quả kiểm tra ({} tệp): {}.",
    "Findings that belong to no cell, so no marked copy, see the result of the check ({} file(s)): {}.",
)
NO_FAULT = Words("{}: không có lỗi.", "{}: no fault.")
NOT_WRITTEN = Words("Chưa ghi tệp nào (chỉ xem trước).", "Nothing was written (dry run).")
READING = Words("Đang đọc", "Reading")
WRITING = Words("Đang ghi", "Writing")
OUR_FAULT = Words(
    "[SYS-001] Chương trình gặp lỗi ngoài dự kiến ({}). Dữ liệu của bạn không bị thay đổi. "
    "Xin gửi dòng này và tệp gây lỗi cho người phụ trách phần mềm.",
    "[SYS-001] An unexpected fault of this program ({}). Your files are unchanged. "
    "Please send this line and the file to the maintainers.",
)

METAVAR_OPTIONS = Words("[TÙY CHỌN]", "[OPTIONS]")
METAVAR_COMMAND = Words("LỆNH …", "COMMAND …")
METAVAR_PATHS = Words("TỆP|THƯ-MỤC…", "FILE|FOLDER…")
METAVAR_FOLDER = Words("THƯ-MỤC", "FOLDER")

package holiday

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"practicestation/models"
)

// A file holds some forty days for each year; what is far larger is no file of holidays.
const (
	maxBytes = 1 << 20
	maxRows  = 2000
)

// Sheet is a file of holidays as it was read, good rows and bad ones in the order of the file.
type Sheet struct {
	source string
	rows   []row
}

// row is one line of a file.
type row struct {
	Holiday
	url    string
	place  string // "holidays.csv:17"
	faults models.Faults
}

// add notes a fault of one column: "holidays.csv:17:date".
func (r *row) add(column, code, message string) { r.faults.Add(r.place+":"+column, code, message) }

// columns that a file must have; weekday, kind and notice_url may be there too, and further ones are left alone.
var columns = []string{"date", "name", "day_type", "notice_year"}

// Read reads a CSV file in UTF-8 with the columns date, name, day_type (off or work) and notice_year, and if there are any
// weekday, kind (放假, 调休放假, 调休上班) and notice_url. An import refuses the sheet if any row is bad.
func Read(source string, file io.Reader) Sheet {
	content, err := io.ReadAll(io.LimitReader(file, maxBytes+1))
	switch {
	case err != nil:
		return broken(source, "unreadable", "文件读到一半断了，请重新选择文件。")
	case len(content) > maxBytes:
		return broken(source, "too_large", "文件太大，放假安排每年只有几十行，请检查是否选错了文件。")
	case !utf8.Valid(content) || bytes.ContainsRune(content, utf8.RuneError):
		return broken(source, "encoding", "文件不是 UTF-8 编码，请在表格软件里另存为“CSV UTF-8（逗号分隔）”。")
	}
	rows := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(content, []byte("\uFEFF"))))
	at, missing := header(rows)
	if len(missing) > 0 {
		return broken(source+":1", "header", "第一行要有列名，缺少："+strings.Join(missing, "、")+"。")
	}
	return readRows(source, rows, at)
}

func broken(place, code, message string) Sheet {
	return Sheet{source: place, rows: []row{{faults: models.Faults{{Field: place, Code: code, Message: message}}}}}
}

func header(rows *csv.Reader) (at map[string]int, missing []string) {
	names, err := rows.Read()
	if err != nil {
		return nil, columns
	}
	at = map[string]int{}
	for i, name := range names {
		at[strings.TrimSpace(name)] = i
	}
	for _, needed := range columns {
		if _, there := at[needed]; !there {
			missing = append(missing, needed)
		}
	}
	return at, missing
}

func readRows(source string, rows *csv.Reader, at map[string]int) Sheet {
	sheet := Sheet{source: source}
	for {
		cells, err := rows.Read()
		switch {
		case errors.Is(err, io.EOF):
			return sheet
		case len(sheet.rows) == maxRows:
			sheet.rows = append(sheet.rows, broken(source, "too_many_rows", fmt.Sprintf("一次最多导入 %d 行，请检查是否选错了文件。", maxRows)).rows...)
			return sheet
		case err != nil:
			sheet.rows = append(sheet.rows, broken(brokenAt(source, err), "row", "这一行的列数或引号不对。").rows...)
			if !errors.Is(err, csv.ErrFieldCount) {
				return sheet // behind a wrong quotation mark nobody knows where a row ends
			}
		case slices.ContainsFunc(cells, func(cell string) bool { return strings.TrimSpace(cell) != "" }):
			line, _ := rows.FieldPos(0)
			sheet.rows = append(sheet.rows, rowOf(source+":"+strconv.Itoa(line), cells, at))
		}
	}
}

func brokenAt(source string, err error) string {
	var wrong *csv.ParseError
	if errors.As(err, &wrong) {
		return source + ":" + strconv.Itoa(wrong.StartLine)
	}
	return source
}

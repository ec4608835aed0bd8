package importing

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/xuri/excelize/v2"

	"practicestation/models"
	"practicestation/models/organization"
)

// The sheets of a template.
const (
	sheetToFill  = "填写"
	sheetOfWords = "字典"
	sheetOfHelp  = "填写说明"
)

// templatePrefix begins the hidden mark of a template: its version, kind and organization.
const templatePrefix = "practice-station 1 "

func templateMark(kind Kind, organizationID int64) string {
	return fmt.Sprintf("%s%s %d", templatePrefix, kind, organizationID)
}

// File is a workbook to be downloaded.
type File struct {
	Name    string
	Content []byte
}

// ContentType is the file's media type.
func (File) ContentType() string {
	return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
}

// Template makes the workbook (模板) in which people of an organization fill in what to import.
// It fails with ErrPermission or ErrInvalid.
func Template(tx *models.Tx, kind Kind, organizationID int64) (*File, error) {
	home, err := host(tx, kind, organizationID)
	if err != nil {
		return nil, err
	}
	known, err := dictionaryOf(tx, kind, home)
	if err != nil {
		return nil, err
	}
	content, err := (&template{kind: kind, home: home, words: known}).write()
	return &File{Name: fmt.Sprintf("%s导入模板_%s.xlsx", kind.Name(), plainName(home.Name)), Content: content}, err
}

// template is the workbook while it is made.
type template struct {
	kind  Kind
	home  *organization.Organization
	words *words
	book  *excelize.File
}

func (t *template) write() (content []byte, err error) {
	t.book = excelize.NewFile()
	defer func() { err = errors.Join(err, t.book.Close()) }()
	if err := t.book.SetSheetName("Sheet1", sheetToFill); err != nil {
		return nil, err
	}
	for _, step := range []func() error{t.writeWords, t.writeColumns, t.writeHelp} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	t.book.SetActiveSheet(0)
	var written bytes.Buffer
	err = t.book.Write(&written)
	return written.Bytes(), err
}

// writeWords writes the hidden lists that cells are chosen from, one a column, and the mark in the first cell.
func (t *template) writeWords() error {
	if _, err := t.book.NewSheet(sheetOfWords); err != nil {
		return err
	}
	if err := t.book.SetCellStr(sheetOfWords, "A1", templateMark(t.kind, t.home.ID)); err != nil {
		return err
	}
	for i, c := range t.kind.columns() {
		for j, word := range t.words.lists[c.words] {
			if err := t.book.SetCellStr(sheetOfWords, place(i, j+2), word); err != nil {
				return err
			}
		}
	}
	return t.book.SetSheetVisible(sheetOfWords, false)
}

// writeColumns writes the heads, the grey example, and what keeps people from typing what cannot be imported.
func (t *template) writeColumns() error {
	head, err := t.book.NewStyle(&excelize.Style{
		Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E7E6E6"}},
		Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}, Border: borders(),
	})
	if err != nil {
		return err
	}
	text, wrapped := "@", &excelize.Alignment{Vertical: "center", WrapText: true}
	grey, greyErr := t.book.NewStyle(&excelize.Style{Font: &excelize.Font{Italic: true, Color: "8C8C8C"}, CustomNumFmt: &text, Alignment: wrapped, Border: borders()})
	plain, plainErr := t.book.NewStyle(&excelize.Style{CustomNumFmt: &text, Alignment: wrapped})
	if err := errors.Join(greyErr, plainErr, t.book.SetRowHeight(sheetToFill, 1, 24), setPrint(t.book, sheetToFill, t.heading(), true)); err != nil {
		return err
	}
	for i, c := range t.kind.columns() {
		if err := t.writeColumn(i, c, head, grey, plain); err != nil {
			return err
		}
	}
	return t.book.SetPanes(sheetToFill, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

func (t *template) writeColumn(i int, c column, head, grey, plain int) error {
	letter, err := excelize.ColumnNumberToName(i + 1)
	if err != nil {
		return err
	}
	title, comment := c.head, c.comment
	if c.required {
		title, comment = c.head+"*", "必填。"+c.comment
	}
	if !c.number { // a number may be typed, anything else must keep its digits
		if err := t.book.SetColStyle(sheetToFill, letter, plain); err != nil {
			return err
		}
	}
	err = errors.Join(
		t.book.SetColWidth(sheetToFill, letter, letter, widthFor(slices.Concat(t.words.lists[c.words], []string{title, c.example})...)),
		t.book.SetCellStr(sheetToFill, letter+"1", title), t.book.SetCellStyle(sheetToFill, letter+"1", letter+"1", head),
		t.book.SetCellStr(sheetToFill, letter+"2", c.example), t.book.SetCellStyle(sheetToFill, letter+"2", letter+"2", grey),
		t.book.AddComment(sheetToFill, excelize.Comment{Cell: letter + "1", Author: author, Text: comment}),
	)
	if err != nil {
		return err
	}
	return t.offer(letter, c)
}

// offer gives a column the drop-down of its list. An empty list offers nothing, and anything typed is refused by the check.
func (t *template) offer(letter string, c column) error {
	count := len(t.words.lists[c.words])
	if c.words == "" || count == 0 {
		return nil
	}
	choice := excelize.NewDataValidation(true)
	choice.SetSqref(fmt.Sprintf("%s3:%s%d", letter, letter, maxRows+2))
	choice.SetSqrefDropList(fmt.Sprintf("'%s'!$%s$2:$%s$%d", sheetOfWords, letter, letter, count+1))
	switch {
	case t.words.cut[c.words]:
		choice.SetError(excelize.DataValidationErrorStyleWarning, "不在下拉里", fmt.Sprintf("下拉里只列了前 %d 个。没有列出的“%s”可以照原名填写（班次填编号），请选“是”。", maxWords, c.head))
	case c.typed:
		choice.SetError(excelize.DataValidationErrorStyleWarning, "不在下拉里", "下拉里没有这个“"+c.head+"”。填的是 12 位区划代码请选“是”，否则请从下拉里选。")
	default:
		choice.SetError(excelize.DataValidationErrorStyleStop, "请从下拉里选", "“"+c.head+"”只能从下拉里选，不能自己填写。")
	}
	return t.book.AddDataValidation(sheetToFill, choice)
}

func (t *template) writeHelp() error {
	if _, err := t.book.NewSheet(sheetOfHelp); err != nil {
		return err
	}
	wrapped, err := t.book.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}})
	if err != nil {
		return err
	}
	lines := []string{
		t.heading(),
		"1. 在“填写”这一页从第 3 行起填写，一行一条；带 * 的列必填。第 2 行灰色的是示例，不会导入。",
		fmt.Sprintf("2. 一个文件最多 %d 行、10 MB。不要改表头，不要合并单元格，不要用公式。", maxRows),
		"3. 手机号等列已设为文本。从别处粘贴时请选“粘贴为值”，以免丢掉数位。",
		"4. 上传后系统先检查，告诉您哪一行哪一列有什么问题；您确认之后才真正导入。同一个文件再导入一次，不会重复。",
		helpOf(t.kind),
	}
	for i, c := range t.kind.columns() {
		need := "选填"
		if c.required {
			need = "必填"
		}
		lines = append(lines, fmt.Sprintf("第 %d 列 %s（%s）：%s", i+1, c.head, need, c.comment))
	}
	for i, text := range lines {
		at := place(0, i+1)
		height := 20 * max(1, math.Ceil(measured(text)/longestHelp))
		err = errors.Join(err, t.book.SetCellStr(sheetOfHelp, at, text), t.book.SetCellStyle(sheetOfHelp, at, at, wrapped), t.book.SetRowHeight(sheetOfHelp, i+1, height))
	}
	return errors.Join(err, t.book.SetColWidth(sheetOfHelp, "A", "A", 100), setPrint(t.book, sheetOfHelp, t.heading(), false))
}

// longestHelp is how many characters of help stand in a line, of which a Han character takes two.
const longestHelp = 92

// heading says what a template is for, on each printed page too.
func (t *template) heading() string { return t.kind.Name() + "导入模板，" + t.home.Name }

func helpOf(kind Kind) string {
	return map[Kind]string{
		Volunteers:  "5. 导入的人是“受邀”，本人接受之后才是志愿者，才计入统计；婉拒没有任何影响。",
		Members:     "5. 导入的人会收到入队邀请，本人接受之后才是队员；婉拒没有任何影响。",
		Teams:       "5. 同一个阵地已有同名队伍的，不会再建，也不会修改；写得不一样的会指出来。",
		PastHours:   "5. 补录要由上一级审批，审批之前不计入时长；请确认所填内容真实。",
		Populations: "5. 同一个阵地同一年以最后登记的为准；要更正请写清新的数据来源，一个文件里同一个阵地同一年只写一行。",
	}[kind]
}

// place names the cell in the column with this index, from 0, and the row with this number, from 1.
func place(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column+1, row)
	if err != nil {
		return ""
	}
	return name
}

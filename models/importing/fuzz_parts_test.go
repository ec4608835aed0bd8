package importing

import (
	"archive/zip"
	"bytes"
	"testing"

	"github.com/xuri/excelize/v2"

	"practicestation/models/organization"
)

func fuzzHome() *organization.Organization {
	return &organization.Organization{ID: 1, Name: "甲村"}
}

// plainBook is a workbook with one sheet.
func plainBook(t testing.TB) *zip.Reader {
	t.Helper()
	whole, err := excelize.NewFile().WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(whole.Bytes()), int64(whole.Len()))
	if err != nil {
		t.Fatal(err)
	}
	return archive
}

// withSheet is a workbook whose only sheet is that XML.
func withSheet(t testing.TB, archive *zip.Reader, sheet []byte) []byte {
	t.Helper()
	var content bytes.Buffer
	to := zip.NewWriter(&content)
	for _, file := range archive.File {
		if file.Name != "xl/worksheets/sheet1.xml" {
			if err := to.Copy(file); err != nil {
				t.Fatal(err)
			}
		}
	}
	part, err := to.CreateHeader(&zip.FileHeader{Name: "xl/worksheets/sheet1.xml", Method: zip.Store})
	if err == nil {
		_, err = part.Write(sheet)
	}
	if err == nil {
		err = to.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return content.Bytes()
}

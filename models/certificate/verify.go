package certificate

import (
	"context"
	"fmt"
	"strings"

	"practicestation/models"
)

// rows are the certificates, as the audit vouches for them.
func rows() models.Witnessed {
	return models.Witnessed{
		Table: "certificates", Creates: []string{"certificate.issue"},
		Changes: map[string][]string{"certificate.revoke": {"revoked_at", "revoked_by", "revoke_reason"}},
	}
}

// Checks are the checks of the certificates: what was issued and revoked, and the entries that each of them lists.
func Checks() []models.Check {
	return []models.Check{
		rows().Check("每份证明的编号、姓名、时长、出具和撤销与操作留痕一致"),
		{Name: "每份证明所列的记录与出具时的指纹一致", Run: checkDigests},
		models.CountedCheck("每个编号系列从 1 起没有缺号", "certificates", `SELECT MAX(id) AS subject, MAX(sequence) AS told, COUNT(*) AS found
			FROM certificates GROUP BY number_series`, "told <> found"),
		models.CountedCheck("没有不属于任何证明的证明记录", "certificate_records", `SELECT r.certificate_id AS subject, (SELECT COUNT(*) FROM certificates c
			WHERE c.id = r.certificate_id) AS told, 1 AS found FROM certificate_records r`, "told <> found"),
	}
}

// checkPage is how many certificates are read at once: each has up to maxRecords records.
const checkPage = 20

// checkDigests makes each certificate's digest anew. A snapshot is written once, with its certificate, so nothing moves meanwhile.
func checkDigests(ctx context.Context, db *models.DB, progress func(int64)) (seen int64, found *models.Finding, err error) {
	for after := int64(0); found == nil; {
		var page []Full
		err = db.Read(ctx, models.SystemActor("verify"), func(tx *models.Tx) error {
			page, err = readSnapshots(tx, after)
			return err
		})
		if err != nil || len(page) == 0 {
			return seen, nil, err
		}
		for i := range page {
			if found = page[i].examine(); found != nil {
				return seen, found, nil
			}
			after, seen = page[i].ID, seen+1
		}
		progress(seen)
	}
	return seen, found, nil
}

// readSnapshots reads the next certificates, with their records as they were hashed.
func readSnapshots(tx *models.Tx, after int64) ([]Full, error) {
	var certificates []Certificate
	if err := tx.DB.Where("id > ?", after).Order("id").Limit(checkPage).Find(&certificates).Error; err != nil || len(certificates) == 0 {
		return nil, err
	}
	ids := make([]int64, len(certificates))
	for i := range certificates {
		ids[i] = certificates[i].ID
	}
	var records []Record
	if err := tx.DB.Where("certificate_id IN (?)", ids).Order("served_on, entry_id").Find(&records).Error; err != nil {
		return nil, err
	}
	page := make([]Full, len(certificates))
	for i := range certificates {
		page[i].Certificate = certificates[i]
		at := page[i].ID
		for _, record := range records {
			if record.CertificateID == at {
				record.CertificateID = 0 // it was hashed before it had a number
				page[i].Records = append(page[i].Records, record)
			}
		}
	}
	return page, nil
}

// examine says what is wrong with a certificate that is not what was hashed when it was issued.
func (f *Full) examine() *models.Finding {
	var services, minutes int64
	for _, record := range f.Records {
		services, minutes = services+1, minutes+record.Minutes
	}
	var wrong []string
	if services != f.Services || minutes != f.Minutes {
		wrong = append(wrong, fmt.Sprintf("写着 %d 条、%d 分钟，所列的记录是 %d 条、%d 分钟", f.Services, f.Minutes, services, minutes))
	}
	if f.digest() != f.Digest {
		wrong = append(wrong, "姓名、单位、起止日期或所列的记录与出具时的指纹不符")
	}
	if len(wrong) == 0 {
		return nil
	}
	return &models.Finding{Table: "certificates", Row: f.ID, Text: strings.Join(wrong, "；")}
}

package report

import (
	"bufio"
	"context"
	"fmt"
	"strings"

	"practicestation/models"
	"practicestation/models/hours"
)

// anchorTitle is the first line of an anchor.
const anchorTitle = "practice-station anchor 1"

// MakeAnchor writes where all chains end now (锚点), one line for each: kept outside the database, on paper or elsewhere, it
// proves later that what was there then is still there.
//
//	practice-station anchor 1
//	at 2026-11-28T10:00:00.000Z
//	ledger STATION SEQUENCE HASH
//	audit 0 SEQUENCE HASH
//	unsealed AFTER LAST HASH
//
// The last line is of the rows of the audit that no seal covers yet, from the first row on as long as there is no seal.
func MakeAnchor(ctx context.Context, db *models.DB) (string, error) {
	var text strings.Builder
	err := db.Read(ctx, models.SystemActor("anchor"), func(tx *models.Tx) error {
		text.Reset()
		fmt.Fprintf(&text, "%s\nat %s\n", anchorTitle, tx.Now.UTC().Format("2006-01-02T15:04:05.000Z"))
		var heads []hours.Head
		if err := tx.DB.Order("station_id").Find(&heads).Error; err != nil {
			return err
		}
		for _, head := range heads {
			fmt.Fprintf(&text, "ledger %d %d %s\n", head.StationID, head.Sequence, head.Hash)
		}
		var seals []models.AuditSeal
		if err := tx.DB.Order("sequence DESC").Limit(1).Find(&seals).Error; err != nil {
			return err
		}
		for _, seal := range seals {
			fmt.Fprintf(&text, "audit 0 %d %s\n", seal.Sequence, seal.Hash)
		}
		tail, err := models.UnsealedAudit(tx)
		if err == nil && tail.LastID > 0 {
			fmt.Fprintf(&text, "unsealed %d %d %s\n", tail.AfterID, tail.LastID, tail.Hash)
		}
		return err
	})
	return text.String(), err
}

// CompareAnchor looks whether every chain still runs through where it ended when the anchor was made, counts the chains and
// names the first that does not. The chains themselves are for the checks to walk.
func CompareAnchor(ctx context.Context, db *models.DB, anchor string) (chains int, found *models.Finding, err error) {
	lines := bufio.NewScanner(strings.NewReader(anchor))
	if !lines.Scan() || strings.TrimSpace(lines.Text()) != anchorTitle {
		return 0, nil, fmt.Errorf("第一行要是 %q，这不是本程序写的锚点", anchorTitle)
	}
	err = db.Read(ctx, models.SystemActor("anchor"), func(tx *models.Tx) error {
		for lines.Scan() {
			var kind, hash string
			var owner, sequence int64
			if strings.HasPrefix(lines.Text(), "at ") || strings.TrimSpace(lines.Text()) == "" {
				continue
			}
			if _, err := fmt.Sscanf(lines.Text(), "%s %d %d %s", &kind, &owner, &sequence, &hash); err != nil {
				return fmt.Errorf("读不懂这一行：%q", lines.Text())
			}
			if found, err = anchored(tx, kind, owner, sequence, hash); found != nil || err != nil {
				return err
			}
			chains++
		}
		return lines.Err()
	})
	return chains, found, err
}

// anchored looks for one link of a chain.
func anchored(tx *models.Tx, kind string, owner, sequence int64, hash string) (*models.Finding, error) {
	var found int64
	table, query := "ledger", tx.DB.Model(&hours.Posting{}).Where("station_id = ?", owner)
	switch kind {
	case "ledger":
	case "audit":
		table, query = "audit_seals", tx.DB.Model(&models.AuditSeal{})
	case "unsealed":
		there, err := models.AuditTail{AfterID: owner, LastID: sequence, Hash: hash}.StillThere(tx)
		if err != nil || there {
			return nil, err
		}
		return &models.Finding{Table: "audit_entries", Row: sequence, Text: fmt.Sprintf("编号 %d 到 %d 的留痕与锚点记下的不同，或已不在", owner+1, sequence)}, nil
	default:
		return nil, fmt.Errorf("读不懂这一行：%q", kind)
	}
	err := query.Where("sequence = ? AND hash = ?", sequence, hash).Count(&found).Error
	if err != nil || found == 1 {
		return nil, err
	}
	return &models.Finding{Table: table, Row: sequence, Text: fmt.Sprintf("（%s %d）与锚点记下的不同，或已不在", kind, owner)}, nil
}

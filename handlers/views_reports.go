package handlers

import (
	"practicestation/api"
	"practicestation/models"
	"practicestation/models/filing"
)

func viewReportKind(tx *models.Tx, definition *filing.Definition) api.ReportKindInfo {
	return api.ReportKindInfo{
		Kind: api.ReportKind(definition.Kind), Name: definition.Name, Columns: viewEach(tx, definition.Columns, viewReportColumn),
		DetailColumns: viewEach(tx, definition.DetailColumns, viewReportColumn),
	}
}

func viewReportColumn(_ *models.Tx, column *filing.Column) api.ReportColumn {
	return api.ReportColumn{
		Key: column.Key, Group: textOrNone(column.Group), Head: column.Head, Kind: api.ReportCellKind(column.Kind),
		Figure: textOrNone(string(column.Figure)), Meaning: column.Meaning, Overlap: textOrNone(column.Overlap),
	}
}

func viewReport(tx *models.Tx, r *filing.Listed) api.Report {
	period := r.Period()
	return api.Report{
		ID: idText(r.ID), Number: r.Number(), Kind: api.ReportKind(r.Kind), Name: r.Name(), OrganizationID: idText(r.OrganizationID),
		OrganizationName: r.OrganizationName, Period: api.ReportPeriod(r.Span), StartsOn: viewDate(r.StartsOn), EndsOn: viewDate(period.End().Plus(-1)),
		Edition: r.Edition, EditionReason: r.EditionReason, Latest: r.Live != nil, Status: api.ReportStatus(r.Status), Live: r.IsLive(),
		FillerName: r.FillerName, FillerPhone: r.FillerPhone, SubmittedByName: r.SubmittedByName, FrozenAt: localTimeOrNone(tx, r.FrozenAt),
		SnapshotSha256: r.SnapshotSHA256, ReturnReason: r.ReturnReason, ReviewedAt: localTimeOrNone(tx, r.ReviewedAt), ApproverName: r.ApproverName,
		Version: r.Version, CreatedAt: localTime(tx, r.CreatedAt),
	}
}

func viewShownReport(tx *models.Tx, shown *filing.Shown) api.ReportWithTable {
	table := shown.Table
	return api.ReportWithTable{
		Report: viewReport(tx, &shown.Listed),
		Table: api.ReportTable{
			Unit: table.Unit, AsOf: localTime(tx, shown.AsOf), Columns: viewEach(tx, table.Columns, viewReportColumn), Total: viewEach(tx, table.Total, viewReportCell),
			DetailsCount: len(table.Details),
			Rows: viewEach(tx, table.Rows, func(tx *models.Tx, row *filing.Row) api.ReportRow {
				return api.ReportRow{Key: row.ID, OrganizationID: idTextOrNone(row.OrganizationID), Cells: viewEach(tx, row.Cells, viewReportCell)}
			}),
		},
	}
}

func viewReportCell(_ *models.Tx, cell *filing.Cell) api.ReportCell {
	return api.ReportCell{Text: textOrNone(cell.Text), Value: cell.Number}
}

func viewAdjustment(tx *models.Tx, one *filing.Adjustment) api.ReportAdjustment {
	return api.ReportAdjustment{
		RowKey: textOrNone(one.RowID), RowName: one.RowName, Column: viewReportColumn(tx, &one.Column), Then: one.Then, Now: one.Now,
	}
}

func viewReportCause(tx *models.Tx, cause *filing.Cause) api.ReportCause {
	return api.ReportCause{
		StationID: idText(cause.StationID), StationName: cause.StationName, Sequence: cause.Sequence, Kind: string(cause.Kind),
		Movement: string(cause.Movement), Title: cause.Title, ServedOn: viewDate(cause.ServedOn), Minutes: cause.Minutes, Reason: cause.Reason,
		CreatedAt: localTime(tx, cause.CreatedAt),
	}
}

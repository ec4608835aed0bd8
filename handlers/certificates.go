package handlers

import (
	"mime"
	"net/http"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/certificate"
)

const pdfType = "application/pdf"

// ListMyCertificates handles GET /me/certificates.
func (s *Server) ListMyCertificates(c *gin.Context, params api.ListMyCertificatesParams) {
	read(s, c, func(tx *models.Tx) (api.CertificatePage, error) {
		found, err := certificate.ListOwn(tx, pageOf(params.Limit, params.Cursor))
		if err != nil {
			return api.CertificatePage{}, err
		}
		return s.viewCertificatePage(c, tx, found), nil
	})
}

// CreateMyCertificates handles POST /me/certificates (申领证明).
func (s *Server) CreateMyCertificates(c *gin.Context, _ api.CreateMyCertificatesParams) {
	var in api.MyCertificatesInput
	if !bind(c, &in) {
		return
	}
	wanted := certificate.Input{StationID: id64OrNone(in.StationID), FromOn: dateOrNone(in.FromOn), ToOn: dateOrNone(in.ToOn)}
	write(s, c, http.StatusCreated, func(tx *models.Tx) (api.IssuedCertificates, error) {
		issued, err := certificate.Ask(tx, wanted)
		if err != nil {
			return api.IssuedCertificates{}, err
		}
		return s.viewIssued(c, tx, issued)
	})
}

// ListCertificates handles GET /certificates.
func (s *Server) ListCertificates(c *gin.Context, params api.ListCertificatesParams) {
	filter := certificate.Filter{StationID: id64OrNone(params.StationID), VolunteerID: id64OrNone(params.VolunteerID)}
	read(s, c, func(tx *models.Tx) (api.CertificatePage, error) {
		found, err := certificate.List(tx, filter, pageOf(params.Limit, params.Cursor))
		if err != nil {
			return api.CertificatePage{}, err
		}
		return s.viewCertificatePage(c, tx, found), nil
	})
}

// CreateCertificate handles POST /certificates: staff issue for somebody.
func (s *Server) CreateCertificate(c *gin.Context, _ api.CreateCertificateParams) {
	var in api.CertificateInput
	if !bind(c, &in) {
		return
	}
	wanted := certificate.Input{
		VolunteerID: id64(in.VolunteerID), StationID: id64(in.StationID), FromOn: dateOrNone(in.FromOn), ToOn: dateOrNone(in.ToOn),
	}
	write(s, c, http.StatusCreated, func(tx *models.Tx) (api.IssuedCertificates, error) {
		issued, err := certificate.IssueFor(tx, wanted)
		if err != nil {
			return api.IssuedCertificates{}, err
		}
		return s.viewIssued(c, tx, issued)
	})
}

// GetCertificate handles GET /certificates/{certificate_id}.
func (s *Server) GetCertificate(c *gin.Context, certificateID api.CertificateID) {
	read(s, c, func(tx *models.Tx) (api.CertificateDetail, error) {
		found, err := certificate.Find(tx, id64(certificateID))
		if err != nil {
			return api.CertificateDetail{}, err
		}
		return s.viewCertificateDetail(c, tx, found)
	})
}

// DownloadCertificate handles GET /certificates/{certificate_id}/pdf. Drawing takes a while and is done behind the unit of
// work, which may record who took the copy.
func (s *Server) DownloadCertificate(c *gin.Context, certificateID api.CertificateID) {
	found, ok := change(s, c, func(tx *models.Tx) (*certificate.Full, error) { return certificate.Open(tx, id64(certificateID)) })
	if !ok {
		return
	}
	made, err := found.Print(s.db.Zone, certificate.Places{Direct: s.checkOf(c, found.Code), Page: s.address(c) + "/c"})
	if err != nil {
		abort(c, err)
		return
	}
	name := "志愿服务记录证明_" + fileName(found.Number()) + ".pdf"
	c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	c.Data(http.StatusOK, pdfType, made)
}

// RevokeCertificate handles POST /certificates/{certificate_id}/revoke.
func (s *Server) RevokeCertificate(c *gin.Context, certificateID api.CertificateID, _ api.RevokeCertificateParams) {
	var in api.ReasonInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.CertificateDetail, error) {
		revoked, err := certificate.Revoke(tx, id64(certificateID), in.Reason)
		if err != nil {
			return api.CertificateDetail{}, err
		}
		return s.viewCertificateDetail(c, tx, revoked)
	})
}

// CheckCertificate handles GET /certificate-checks, for everybody.
func (s *Server) CheckCertificate(c *gin.Context, params api.CheckCertificateParams) {
	read(s, c, func(tx *models.Tx) (api.CertificateCheck, error) {
		found, err := certificate.Check(tx, params.Code, valueOf(params.Number))
		if err != nil {
			return api.CertificateCheck{}, err
		}
		return viewCheck(tx, found), nil
	})
}

func (s *Server) viewCertificatePage(c *gin.Context, tx *models.Tx, page models.Paged[certificate.Shown]) api.CertificatePage {
	views := viewEach(tx, page.Items, func(tx *models.Tx, one *certificate.Shown) api.Certificate { return s.viewCertificate(c, tx, one) })
	return api.CertificatePage{Items: views, NextCursor: textOrNone(page.NextCursor)}
}

func (s *Server) viewIssued(c *gin.Context, tx *models.Tx, issued *certificate.Issued) (api.IssuedCertificates, error) {
	lost, err := issued.Unprintable()
	view := api.IssuedCertificates{PendingEntries: issued.PendingEntries, PendingMinutes: issued.PendingMinutes, Unprintable: certificate.Texts(lost)}
	for i := range issued.Certificates {
		view.Items = append(view.Items, s.viewCertificate(c, tx, &issued.Certificates[i].Shown))
	}
	return view, err
}

func (s *Server) viewCertificate(c *gin.Context, tx *models.Tx, one *certificate.Shown) api.Certificate {
	return api.Certificate{
		ID: idText(one.ID), Number: one.Number(), Code: one.Code, CheckAddress: s.checkOf(c, one.Code), StationID: idText(one.StationID),
		IssuerName: one.IssuerName, VolunteerID: idText(one.VolunteerID), VolunteerName: one.VolunteerName,
		FromOn: viewDate(one.FromOn), ToOn: viewDate(one.ToOn), Services: int(one.Services), TotalMinutes: one.Minutes, Hours: certificate.Hours(one.Minutes),
		State: api.CertificateState(one.State()), HandlerName: textOrNone(one.HandlerName), IssuedAt: localTime(tx, one.IssuedAt),
		RevokedAt: localTimeOrNone(tx, one.RevokedAt), RevokeReason: one.RevokeReason,
	}
}

func (s *Server) viewCertificateDetail(c *gin.Context, tx *models.Tx, full *certificate.Full) (api.CertificateDetail, error) {
	lost, err := full.Unprintable()
	view := s.viewCertificate(c, tx, &full.Shown)
	return api.CertificateDetail{
		ID: view.ID, Number: view.Number, Code: view.Code, CheckAddress: view.CheckAddress, StationID: view.StationID, IssuerName: view.IssuerName,
		VolunteerID: view.VolunteerID, VolunteerName: view.VolunteerName, FromOn: view.FromOn, ToOn: view.ToOn, Services: view.Services,
		TotalMinutes: view.TotalMinutes, Hours: view.Hours, State: view.State, HandlerName: view.HandlerName, IssuedAt: view.IssuedAt,
		RevokedAt: view.RevokedAt, RevokeReason: view.RevokeReason,
		Unprintable: certificate.Texts(lost), Records: viewEach(tx, full.Records, viewCertificateRecord),
	}, err
}

func viewCertificateRecord(_ *models.Tx, record *certificate.Record) api.CertificateRecord {
	return api.CertificateRecord{
		EntryID: idText(record.EntryID), ServedOn: viewDate(record.ServedOn), Title: record.Title, Category: record.Category, Place: record.Place,
		Role: record.Role, TeamName: record.TeamName, LeaderName: textOrNone(record.LeaderName), Minutes: record.Minutes,
	}
}

// viewCheck shows a certificate to whoever has it in hand: enough to hold against the paper, and no whole name.
func viewCheck(tx *models.Tx, one *certificate.Shown) api.CertificateCheck {
	return api.CertificateCheck{
		Number: one.Number(), VolunteerName: models.MaskName(one.VolunteerName), FromOn: viewDate(one.FromOn), ToOn: viewDate(one.ToOn),
		Services: int(one.Services), TotalMinutes: one.Minutes, Hours: certificate.Hours(one.Minutes), IssuerName: one.IssuerName,
		State: api.CertificateState(one.State()), Message: one.InWords(), IssuedOn: viewDate(models.DateOf(one.IssuedAt, tx.Zone)),
	}
}

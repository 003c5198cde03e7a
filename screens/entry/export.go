package entry

import (
	"throughline/care"
	"throughline/screens/kit"
	"throughline/screens/say"
)

// ExportState is how far a save has come.
type ExportState struct {
	Saved bool
	Fault *care.Fault
}

// Export is the page from which a person takes their record along.
type Export struct {
	Title, Words     string
	Back             string
	Record, RecordOf string
	Readable, ReadOf string
	Care             string // that the file is not encrypted
	Saved, Fault     string
}

// ExportOf gives the page.
func ExportOf(s ExportState, p *say.Printer) Export {
	m := Export{
		Title: p.T("export.title"), Words: p.T("export.words"), Back: p.T("patient.common.back"),
		Record: p.T("export.record"), RecordOf: p.T("export.record-say"), Readable: p.T("export.readable"), ReadOf: p.T("export.readable-say"),
		Care: p.T("export.care"), Fault: p.Fault(s.Fault),
	}
	if s.Saved {
		m.Saved = p.T("export.saved")
	}
	return m
}

// ExportActions is what can be saved.
type ExportActions interface {
	SaveRecord()
	SaveReadable()
	Close()
}

// ExportView draws the page.
type ExportView struct{ act ExportActions }

// NewExportView makes the view.
func NewExportView(act ExportActions) *ExportView { return &ExportView{act: act} }

// Page is the whole screen.
func (v *ExportView) Page(m Export) *kit.Page {
	body := kit.Stack(12)
	if m.Saved != "" {
		body.Add(kit.StatusLine("circle-check", kit.OK, m.Saved), kit.NewSpace(18))
	}
	if m.Fault != "" {
		body.Add(kit.Notice(kit.Body(m.Fault)), kit.NewSpace(18))
	}
	body.Add(
		kit.Heading(m.Readable), kit.Body(m.ReadOf).Soft(), kit.PrimaryButton(m.Readable, v.act.SaveReadable), kit.NewSpace(26),
		kit.Heading(m.Record), kit.Body(m.RecordOf).Soft(), kit.OutlineButton(m.Record, v.act.SaveRecord), kit.NewSpace(26),
		kit.Notice(kit.Body(m.Care)),
	)
	return &kit.Page{Key: "export", Out: kit.WayOut("arrow-left", m.Back, v.act.Close), Title: m.Title, Lead: kit.Body(m.Words).Soft(), Body: body}
}

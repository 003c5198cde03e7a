package entry

import (
	"throughline/care"
	"throughline/screens/kit"
	"throughline/screens/say"
)

// About says what the app is and what it is not.
type About struct {
	Title, Back string
	Lines       []string
	Version     string
	Licences    string
}

// AboutOf gives the page. version is that of the app.
func AboutOf(c care.Chart, version string, p *say.Printer) About {
	m := About{Title: p.T("about.title"), Back: p.T("patient.common.back"), Version: p.T("about.version", "Version", version), Licences: p.T("about.licences")}
	m.Lines = []string{p.T("about.what"), p.T("about.not-watched"), p.T("about.not-advice"), p.T("about.no-tracking")}
	if c.Clinic.Name != "" {
		m.Lines = append(m.Lines, p.T("about.record", "Clinic", c.Clinic.Name))
	}
	return m
}

// AboutView draws the page.
type AboutView struct{ back func() }

// NewAboutView makes the view.
func NewAboutView(back func()) *AboutView { return &AboutView{back: back} }

// Page is the whole screen.
func (v *AboutView) Page(m About) *kit.Page {
	body := kit.Stack(14)
	for _, words := range m.Lines {
		body.Add(kit.Body(words))
	}
	body.Add(kit.NewSpace(12), kit.Small(m.Version), kit.Small(m.Licences))
	return &kit.Page{Key: "about", Out: kit.WayOut("arrow-left", m.Back, v.back), Title: m.Title, Body: body}
}

package staff

import (
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
)

func sortTimes(all []time.Time) { slices.SortFunc(all, time.Time.Compare) }

// SummaryActions is what can be done with the summary. Every call returns at once.
type SummaryActions interface {
	PageActions
	// ShowSummary opens it anew, with the goals in the patient's words or not.
	ShowSummary(patient string, words bool)
	// SaveSummary asks where to put the page; done is called on the UI thread.
	SaveSummary(m Summary, done func(*care.Fault))
}

// SummaryView shows the page before it is saved.
type SummaryView struct {
	pageView
	act SummaryActions
}

// NewSummaryView makes the view; again draws the page anew.
func NewSummaryView(act SummaryActions, again func()) *SummaryView {
	return &SummaryView{pageView: newPageView(act, again), act: act}
}

// Page draws m.
func (v *SummaryView) Page(m Summary) *kit.Page {
	if m.Refused != "" {
		return v.page("summary", m.PageHead, kit.Notice(kit.Body(m.Refused)))
	}
	sheet := kit.Stack(18, kit.Stack(1, kit.Heading(m.Name), kit.Small(m.Small)))
	for _, x := range m.Sections {
		sheet.Add(summarySection(x))
	}
	choice := kit.NewCheck(m.Words, "", m.WordsState, m.WordsChosen, func() { v.act.ShowSummary(m.Patient, !m.WordsChosen) })
	const key = "save"
	save := kit.Left(kit.PrimaryButton(m.Save, func() {
		v.fault, v.at = nil, key
		v.act.SaveSummary(m, func(f *care.Fault) {
			v.fault = f
			v.again()
		})
	}))
	return v.page("summary", m.PageHead, kit.Stack(22, choice, kit.Card(sheet), v.problem(key, m.p), save))
}

// summarySection is a section as the page has it; a row of a table is a line of its
// own, so that it is whole on a phone too.
func summarySection(x SummarySection) fyne.CanvasObject {
	box := kit.Stack(4, kit.Strong(x.Title))
	for _, words := range x.Text {
		box.Add(kit.Small(words).In(kit.Ink))
	}
	for _, words := range x.Items {
		box.Add(kit.Small(words).In(kit.Ink))
	}
	if len(x.Rows) > 0 {
		rows := make([]kit.Fact, len(x.Rows))
		for i, cells := range x.Rows {
			var said []string
			for k, words := range cells[1:] {
				if words != "" {
					said = append(said, x.Head[k+1]+" "+words)
				}
			}
			rows[i] = kit.Fact{Name: cells[0], Value: strings.Join(said, ". ")}
		}
		box.Add(kit.NewSpace(6), kit.Facts(rows...))
	}
	return box
}

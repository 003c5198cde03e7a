package app

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"throughline/screens/say"
	"throughline/screens/staff"
)

// At its fullest the summary for the payer is one page, and another program reads
// its words.
func TestTheSummaryForThePayerIsOnePage(t *testing.T) {
	t.Parallel()
	now := time.Date(2027, time.March, 9, 16, 30, 0, 0, time.UTC)
	m := staff.Summary{PageHead: staff.PageHead{Title: "Stay summary for the payer"}, Name: "Maya Rivera", Small: "Made by Dana Ortiz, LPC on March 9, 2027. Lakeview. (312) 555-0100", Language: "en"}
	long := strings.Repeat("Words of usual length go on. ", 4) // a line
	weeks := staff.SummarySection{Title: "Group attendance by week", Head: []string{"Week", "Visits", "Hours"}}
	for i := range 12 {
		weeks.Rows = append(weeks.Rows, []string{fmt.Sprintf("February %d to 21", i+1), "3 of 3", "9 of 9"})
	}
	scores := staff.SummarySection{Title: "Scores over time", Text: []string{long, long, long}, Head: []string{"Day", "PHQ-9", "GAD-7", "PCL-5"}, Top: 27}
	for i := range 8 {
		scores.Rows = append(scores.Rows, []string{"February 23, 2027", "18, Moderately severe", "11, Moderate", "40"})
		scores.Points = append(scores.Points, staff.Point{When: "Feb 23", Words: fmt.Sprint(20 - i), Total: 20 - i})
	}
	goals := staff.SummarySection{Title: "Goals and progress"}
	for i := range 6 {
		goals.Items = append(goals.Items, fmt.Sprintf("Goal %d: Aims for March 29. 1 of 2 steps done. Feels: half way.", i+1))
	}
	m.Sections = []staff.SummarySection{
		{Title: "Stay", Text: []string{long, long}},
		{Title: "Approved visits", Text: []string{long, "Groups missed: Mar 4.", long}},
		weeks, scores, goals,
		{Title: "What this page leaves out", Text: []string{"No therapy notes.", long, long}},
	}
	raw, err := summaryPDF(m, now, say.New("en"))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(regexp.MustCompile(`/Type /Page\b`).FindAll(raw, -1)); n != 1 {
		t.Errorf("%d pages", n)
	}
	if again, err := summaryPDF(m, now, say.New("en")); err != nil || !bytes.Equal(raw, again) {
		t.Errorf("the same summary gives other bytes: %v", err)
	}
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not installed (scripts/setup: poppler-utils)")
	}
	path := filepath.Join(t.TempDir(), staff.SummaryFile)
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), tool, "-layout", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"Maya Rivera", "February 12 to 21", "18, Moderately severe", "Goal 6:", "No therapy notes.", "9 of 9", "Feb 23"} {
		if !strings.Contains(string(out), words) {
			t.Errorf("%q is not in it:\n%s", words, out)
		}
	}
}

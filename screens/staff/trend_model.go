package staff

import (
	"strconv"

	"throughline/care"
	"throughline/screens/say"
)

// Trend is a patient's scores on the bands of their instrument.
type Trend struct {
	AsList, AsPicture string
	Spoken            string
	Top               int
	Bands             []care.Band // named in the person's language
	Points            []Point     // oldest first; none: no trend
}

// Point is one score.
type Point struct {
	When, Words string
	Total       int
}

func trend(scores []care.Score, scale care.Scale, p *say.Printer) Trend {
	t := Trend{
		Top: scale.Max, AsList: p.T("trend.as-list"), AsPicture: p.T("trend.as-picture"),
		Spoken: p.T("trend.spoken", "First", scores[0].Total, "Last", scores[len(scores)-1].Total),
	}
	for _, b := range scale.Bands {
		t.Bands = append(t.Bands, care.Band{Name: p.T("band." + b.Name), From: b.From})
	}
	for _, s := range scores {
		t.Points = append(t.Points, Point{When: p.ShortDate(s.At), Words: strconv.Itoa(s.Total), Total: s.Total})
	}
	return t
}

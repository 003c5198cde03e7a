package fhirpath

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

const xhtml = "http://www.w3.org/1999/xhtml"

// What a narrative may hold (FHIR R4, Narrative, section 2.4.0): basic
// formatting, and nothing that runs.
var (
	tags = strings.Fields(`div h1 h2 h3 h4 h5 h6 p a b i u s q em strong small big tt sub sup span br hr ul ol li dl dt dd
		table caption thead tbody tfoot tr th td col colgroup pre code samp kbd var abbr acronym cite dfn blockquote address
		bdo del ins img map area`)
	attributes = strings.Fields(`abbr accesskey align alt axis bgcolor border cellhalign cellpadding cellspacing cellvalign char
		charoff charset cite class colspan compact coords dir frame headers height href hreflang hspace id lang longdesc name
		nowrap rel rev rowspan rules scope shape span src start style summary tabindex title type usemap valign value vspace
		width xmlns`)
)

// Narrative reports what keeps a text from being the div of a narrative, nil
// where it is one.
func Narrative(s string) error {
	dec := xml.NewDecoder(strings.NewReader(s))
	dec.Entity = xml.HTMLEntity
	depth, content := 0, false
	for {
		t, err := dec.Token()
		if errors.Is(err, io.EOF) {
			if !content {
				return errors.New("the narrative is empty")
			}
			return nil
		}
		if err != nil {
			return errors.New("the narrative is not XHTML")
		}
		switch t := t.(type) {
		case xml.StartElement:
			if depth == 0 && t.Name.Local != "div" || depth == 0 && t.Name.Space != xhtml {
				return errors.New("the narrative is one div in the XHTML namespace")
			}
			if err := permitted(t); err != nil {
				return err
			}
			depth++
			content = content || t.Name.Local == "img"
		case xml.EndElement:
			depth--
		case xml.CharData:
			content = content || strings.TrimSpace(string(t)) != ""
		case xml.Directive, xml.ProcInst:
			return errors.New("the narrative has no directives")
		}
	}
}

func permitted(t xml.StartElement) error {
	if !slices.Contains(tags, t.Name.Local) {
		return fmt.Errorf("the narrative has no element %q", t.Name.Local)
	}
	for _, a := range t.Attr {
		value := strings.ToLower(strings.TrimSpace(a.Value))
		if a.Name.Space == "" && !slices.Contains(attributes, strings.ToLower(a.Name.Local)) {
			return fmt.Errorf("the narrative has no attribute %q", a.Name.Local)
		}
		if strings.HasPrefix(value, "javascript:") || strings.HasPrefix(value, "vbscript:") {
			return errors.New("the narrative has a script")
		}
	}
	return nil
}

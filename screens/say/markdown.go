package say

import (
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// Block is one paragraph of a text with marks. What a clinic writes is shown as
// words alone: no HTML, no pictures, and an address is written out.
type Block struct {
	Words   string
	Heading bool
}

// Markdown reads a text with marks (FHIR's markdown is GitHub's, without HTML).
func Markdown(source string) []Block {
	raw := []byte(source)
	var out []Block
	root := goldmark.DefaultParser().Parse(text.NewReader(raw))
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		out = append(out, block(n, raw, "")...)
	}
	return out
}

// PlainMarkdown is the text in one paragraph.
func PlainMarkdown(source string) string {
	var words []string
	for _, b := range Markdown(source) {
		words = append(words, b.Words)
	}
	return strings.Join(words, "\n")
}

func block(n ast.Node, raw []byte, mark string) []Block {
	switch n := n.(type) {
	case *ast.Heading:
		return present(Block{Words: inline(n, raw), Heading: true})
	case *ast.HTMLBlock, *ast.ThematicBreak:
		return nil
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		return present(Block{Words: mark + strings.TrimSpace(string(n.Lines().Value(raw)))})
	case *ast.List:
		var out []Block
		at := n.Start
		for item := n.FirstChild(); item != nil; item = item.NextSibling() {
			bullet := "• "
			if n.IsOrdered() {
				bullet = strconv.Itoa(at) + ". "
				at++
			}
			for below := item.FirstChild(); below != nil; below = below.NextSibling() {
				out = append(out, block(below, raw, bullet)...)
				bullet = ""
			}
		}
		return out
	case *ast.Blockquote:
		var out []Block
		for below := n.FirstChild(); below != nil; below = below.NextSibling() {
			out = append(out, block(below, raw, mark)...)
		}
		return out
	}
	return present(Block{Words: mark + inline(n, raw)})
}

func present(b Block) []Block {
	if strings.TrimSpace(b.Words) == "" {
		return nil
	}
	return []Block{b}
}

// inline gives the words of a paragraph.
func inline(n ast.Node, raw []byte) string {
	var out strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			out.Write(c.Value(raw))
			switch {
			case c.HardLineBreak():
				out.WriteByte('\n')
			case c.SoftLineBreak():
				out.WriteByte(' ')
			}
		case *ast.String:
			out.Write(c.Value)
		case *ast.RawHTML:
		case *ast.AutoLink:
			out.Write(c.Label(raw))
		case *ast.Link:
			words, address := inline(c, raw), string(c.Destination)
			out.WriteString(words)
			if address != "" && address != words {
				out.WriteString(" (" + address + ")")
			}
		default:
			out.WriteString(inline(c, raw))
		}
	}
	return strings.TrimSpace(out.String())
}

package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	"throughline/clinic"
	"throughline/clinic/records"
)

// importFiles loads each file whole or not at all.
func importFiles(ctx context.Context, c *call) (err error) {
	var cfg clinic.Config
	c.database(&cfg)
	files := c.interspersed()
	d, err := c.open(ctx, &cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	files = append(files, c.args...)
	if len(files) == 0 {
		return misuse{errors.New("no file is named")}
	}
	total := records.Loaded{New: map[string]int{}, Same: map[string]int{}}
	for _, name := range files {
		bodies, err := readResources(name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		done, err := d.Records.Load(ctx, d.ID, records.Replace, bodies...)
		if err != nil {
			return fmt.Errorf("%s: nothing of it was imported: %w", name, err)
		}
		add(total.New, done.New)
		add(total.Same, done.Same)
	}
	return report(c.Out, total)
}

func add(to, from map[string]int) {
	for typ, n := range from {
		to[typ] += n
	}
}

func report(w io.Writer, l records.Loaded) error {
	types := maps.Clone(l.New)
	add(types, l.Same)
	out := bufio.NewWriter(w)
	for _, typ := range slices.Sorted(maps.Keys(types)) {
		fmt.Fprintf(out, "%-28s %6d", typ, l.New[typ])
		if l.Same[typ] > 0 {
			fmt.Fprintf(out, "  (%d there already)", l.Same[typ])
		}
		fmt.Fprintln(out)
	}
	return out.Flush()
}

// interspersed takes the files that stand before the flags: "import FILE --db".
func (c *call) interspersed() []string {
	i := slices.IndexFunc(c.args, func(a string) bool { return len(a) > 1 && a[0] == '-' })
	if i < 0 {
		i = len(c.args)
	}
	files := slices.Clone(c.args[:i])
	c.args = c.args[i:]
	return files
}

// readResources reads a JSON document, or one on each line.
func readResources(name string) ([][]byte, error) {
	raw, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	if json.Valid(raw) {
		return [][]byte{raw}, nil
	}
	var out [][]byte
	for i, line := range bytes.Split(raw, []byte("\n")) {
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		if !json.Valid(line) {
			return nil, fmt.Errorf("line %d is not JSON, and the file is not one JSON document", i+1)
		}
		out = append(out, line)
	}
	if len(out) == 0 {
		return nil, errors.New("the file is empty")
	}
	return out, nil
}

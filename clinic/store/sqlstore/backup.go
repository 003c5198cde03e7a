package sqlstore

import (
	"bufio"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"slices"
	"strings"

	"throughline/clinic/store/migrations"
)

// A backup is gzip of JSON lines: a header, then for each table of each clinic a
// line that names them and a line for each row, then a trailer with counts and a
// checksum. It knows no engine, so that what one made the other can restore.

const backupFormat = "throughline-backup-1"

type backupHeader struct {
	Format string `json:"format"`
	Schema string `json:"schema"`
}

type backupTable struct {
	Clinic  string   `json:"clinic"`
	Table   string   `json:"table"`
	Columns []string `json:"columns"`
}

type backupTrailer struct {
	Rows   map[string]int64 `json:"rows"` // by table
	SHA256 string           `json:"sha256"`
}

// Backup is what a backup holds.
type Backup struct {
	Rows    map[string]int64 // by table
	Clinics int
	SHA256  string
}

// Table is one table whose rows belong to a clinic.
type Table struct {
	Name    string
	Columns []string // the key's first, in its order
	Key     int      // how many of them are the key
}

// ReadTables reads tables by a query that gives the name of each, a column's, and
// the column's place in the key from 1, or 0, in that order.
func ReadTables(ctx context.Context, pool *sql.DB, query string) (tables []Table, err error) {
	rows, err := pool.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer closeRows(rows, &err)
	for rows.Next() {
		var table, column string
		var key int
		if err := rows.Scan(&table, &column, &key); err != nil {
			return nil, err
		}
		if len(tables) == 0 || tables[len(tables)-1].Name != table {
			tables = append(tables, Table{Name: table})
		}
		t := &tables[len(tables)-1]
		t.Columns = append(t.Columns, column)
		if key > 0 {
			t.Key++
		}
	}
	return tables, rows.Err()
}

// schema names the migrations that this program knows.
func schema() (string, error) {
	names, err := fs.Glob(migrations.FS, "*.sql")
	return strings.Join(names, " "), err
}

// Backup writes all clinics' rows as they are at one moment, while the server
// goes on.
func (db *DB) Backup(ctx context.Context, to io.Writer) (Backup, error) {
	if err := db.Check(ctx); err != nil {
		return Backup{}, err
	}
	zip := gzip.NewWriter(to)
	out := &lines{to: bufio.NewWriterSize(zip, 1<<16), sum: sha256.New(), rows: map[string]int64{}}
	known, err := schema()
	if err != nil {
		return Backup{}, err
	}
	if err := json.NewEncoder(out.to).Encode(backupHeader{backupFormat, known}); err != nil {
		return Backup{}, err
	}
	clinics, err := db.dump(ctx, out)
	if err != nil {
		return Backup{}, err
	}
	b := Backup{Rows: out.rows, Clinics: clinics, SHA256: hex.EncodeToString(out.sum.Sum(nil))}
	if err := json.NewEncoder(out.to).Encode(backupTrailer{b.Rows, b.SHA256}); err != nil {
		return b, err
	}
	return b, errors.Join(out.to.Flush(), zip.Close())
}

// lines writes what the checksum covers.
type lines struct {
	to   *bufio.Writer
	sum  hash.Hash
	rows map[string]int64
}

func (l *lines) write(v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	b = append(b, '\n')
	l.sum.Write(b)
	_, err = l.to.Write(b)
	return err
}

// dump writes the rows in the order of their keys, and gives the number of
// clinics.
func (db *DB) dump(ctx context.Context, out *lines) (n int, err error) {
	clinics, err := db.Clinics(ctx)
	if err != nil {
		return 0, err
	}
	tables, err := db.Tables(ctx)
	if err != nil {
		return 0, err
	}
	// One transaction sees one moment; it goes from clinic to clinic.
	return len(clinics), db.Read(ctx, registry, func(tx *Tx) error {
		for _, c := range clinics {
			if err := db.Bind(ctx, tx, c.ID); err != nil {
				return err
			}
			for _, t := range tables {
				if err := dumpTable(ctx, tx, c.ID, t, out); err != nil {
					return fmt.Errorf("back up %s: %w", t.Name, err)
				}
			}
		}
		return nil
	})
}

func dumpTable(ctx context.Context, tx *Tx, clinic string, t Table, out *lines) (err error) {
	rows, err := tx.QueryContext(ctx, `SELECT `+strings.Join(t.Columns, `, `)+` FROM `+t.Name+` WHERE clinic_id = $1
		ORDER BY `+strings.Join(t.Columns[:t.Key], `, `), clinic)
	if err != nil {
		return err
	}
	defer closeRows(rows, &err)
	if err := out.write(backupTable{clinic, t.Name, t.Columns}); err != nil {
		return err
	}
	row := make([]any, len(t.Columns))
	into := make([]any, len(row))
	for i := range row {
		into[i] = &row[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		if err := out.write(row); err != nil {
			return err
		}
		out.rows[t.Name]++
	}
	return rows.Err()
}

// errBackup says that a file is not a whole backup.
var errBackup = errors.New("the file is not a whole backup")

// readBackup goes through a backup, gives its tables and rows to fn, and holds it
// against its trailer.
func readBackup(from io.Reader, fn func(t backupTable, row []any) error) (Backup, error) {
	zip, err := gzip.NewReader(from)
	if err != nil {
		return Backup{}, errors.Join(errBackup, err)
	}
	in := bufio.NewReaderSize(zip, 1<<16)
	var header backupHeader
	line, err := in.ReadBytes('\n')
	if err != nil || json.Unmarshal(line, &header) != nil || header.Format != backupFormat {
		return Backup{}, errors.Join(errBackup, err)
	}
	known, err := schema()
	if err != nil {
		return Backup{}, err
	}
	if header.Schema != known {
		return Backup{}, errors.New("the backup is of another version of clinicd: restore it with that version and then migrate")
	}
	b := Backup{Rows: map[string]int64{}}
	sum := sha256.New()
	var table backupTable
	clinics := map[string]bool{}
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return b, errors.Join(errBackup, err)
		}
		var trailer backupTrailer
		switch {
		case line[0] == '[':
			var row []any
			if row, err = readRow(line, len(table.Columns)); err == nil {
				b.Rows[table.Table]++
				err = fn(table, row)
			}
		case json.Unmarshal(line, &trailer) == nil && trailer.SHA256 != "":
			b.SHA256, b.Clinics = hex.EncodeToString(sum.Sum(nil)), len(clinics)
			if b.SHA256 != trailer.SHA256 || !same(b.Rows, trailer.Rows) {
				return b, errBackup
			}
			// To the end, where gzip's own checksum is.
			if _, err := in.ReadByte(); !errors.Is(err, io.EOF) {
				return b, errors.Join(errBackup, err)
			}
			return b, nil
		default:
			table = backupTable{}
			if err = json.Unmarshal(line, &table); err == nil {
				clinics[table.Clinic] = true
				err = fn(table, nil)
			}
		}
		if err != nil {
			return b, err
		}
		sum.Write(line)
	}
}

// readRow reads text and whole numbers; a float would lose their end.
func readRow(line []byte, columns int) ([]any, error) {
	dec := json.NewDecoder(strings.NewReader(string(line)))
	dec.UseNumber()
	var row []any
	if err := dec.Decode(&row); err != nil {
		return nil, errors.Join(errBackup, err)
	}
	if len(row) != columns || columns == 0 {
		return nil, errBackup
	}
	for i, v := range row {
		if n, ok := v.(json.Number); ok {
			whole, err := n.Int64()
			if err != nil {
				return nil, errors.Join(errBackup, err)
			}
			row[i] = whole
		}
	}
	return row, nil
}

func same(a, b map[string]int64) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if b[k] != v {
			return false
		}
	}
	return true
}

func (t Table) has(columns []string) bool {
	return !slices.ContainsFunc(columns, func(c string) bool { return !slices.Contains(t.Columns, c) })
}

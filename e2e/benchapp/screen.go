package main

import (
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"time"
)

// screen reads the virtual screen's memory, which Xvfb keeps in a file (-fbdir) in
// the format of xwd: a header of 32-bit numbers, the colours, and the pixels.
type screen struct {
	file          *os.File
	width, height int
	stride        int
	pixels        int64 // where they begin
}

func openScreen(dir string) (*screen, error) {
	f, err := os.Open(filepath.Join(dir, "Xvfb_screen0"))
	if err != nil {
		return nil, err
	}
	head := make([]byte, 100)
	if _, err := f.ReadAt(head, 0); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	number := func(i int) int { return int(binary.BigEndian.Uint32(head[4*i:])) }
	s := &screen{file: f, width: number(4), height: number(5), stride: number(12), pixels: int64(number(0) + 12*number(19))}
	if number(11) != 32 {
		return nil, errors.Join(errors.New("the screen has not 32 bits for a pixel"), f.Close())
	}
	return s, nil
}

// shot is a picture of every fourth pixel in both directions.
type shot struct {
	at     time.Time
	pixels []byte // three for each
}

func (s *screen) take(buffer []byte) (shot, error) {
	if _, err := s.file.ReadAt(buffer, s.pixels); err != nil {
		return shot{}, err
	}
	out := shot{at: time.Now(), pixels: make([]byte, 0, s.width*s.height*3/16)}
	for y := 0; y < s.height; y += 4 {
		for x := 0; x < s.width; x += 4 {
			i := y*s.stride + 4*x
			out.pixels = append(out.pixels, buffer[i], buffer[i+1], buffer[i+2])
		}
	}
	return out, nil
}

// same is the part of the pixels in which two pictures agree, give or take what a
// fade's last steps change.
func same(a, b shot) float64 {
	const nearly = 24
	equal := 0
	for i := 0; i < len(a.pixels); i += 3 {
		far := 0
		for k := range 3 {
			far = max(far, abs(int(a.pixels[i+k])-int(b.pixels[i+k])))
		}
		if far <= nearly {
			equal++
		}
	}
	return float64(3*equal) / float64(len(a.pixels))
}

func abs(n int) int { return max(n, -n) }

// watch takes pictures until the screen has stood still for a while, and gives when
// anything was painted and when what stands in the end was there.
func (s *screen) watch(before shot, still time.Duration) (first, whole time.Time, err error) {
	buffer := make([]byte, s.stride*s.height)
	var shots []shot
	changed := time.Now()
	for limit := time.Now().Add(time.Minute); ; {
		now, err := s.take(buffer)
		if err != nil {
			return first, whole, err
		}
		switch {
		case len(shots) == 0 && same(before, now) > 0.999: // nothing yet
			changed = now.at
		case len(shots) == 0 || same(shots[len(shots)-1], now) < 0.9999:
			shots, changed = append(shots, now), now.at
		}
		if len(shots) > 0 && now.at.Sub(changed) > still {
			break
		}
		if now.at.After(limit) {
			return first, whole, errors.New("the screen does not come to rest")
		}
		time.Sleep(4 * time.Millisecond)
	}
	final := shots[len(shots)-1]
	whole = final.at
	for i := len(shots) - 1; i >= 0 && same(shots[i], final) > 0.98; i-- {
		whole = shots[i].at
	}
	return shots[0].at, whole, nil
}

package app

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// A phone is put away for an hour and taken out again: what beats each second has
// rested, does its work at once, and goes on.
func TestNothingBeatsWhileTheAppIsAway(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var f foreground
		var at []time.Duration
		start := time.Now()
		ctx, cancel := context.WithCancel(t.Context())
		go f.every(ctx, time.Second, func() { at = append(at, time.Since(start)) })
		time.Sleep(2500 * time.Millisecond)
		f.left()
		f.left() // a system says it twice
		time.Sleep(time.Hour)
		if len(at) != 2 {
			t.Errorf("beat %v while away", at)
		}
		f.entered()
		f.entered()
		synctest.Wait()
		time.Sleep(1500 * time.Millisecond)
		synctest.Wait()
		if len(at) != 4 || at[2] != time.Hour+2500*time.Millisecond || at[3] != time.Hour+3500*time.Millisecond {
			t.Errorf("beat at %v", at)
		}
		f.left()
		cancel()
		synctest.Wait() // the bubble fails where a goroutine is left
	})
}

// What is being sent when the person leaves may come to its end; then nothing runs
// until they are back.
func TestWhatIsUnderWayEndsBeforeTheAppRests(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var f foreground
		sent := make(chan struct{})
		inFront, cancel := f.within(t.Context(), func(ctx context.Context) {
			select {
			case <-sent:
			case <-time.After(5 * time.Second):
			case <-ctx.Done():
			}
		})
		defer cancel()
		f.left()
		synctest.Wait()
		if inFront.Err() != nil {
			t.Fatal("it was cut short")
		}
		close(sent)
		synctest.Wait()
		if inFront.Err() == nil {
			t.Error("it goes on in the background")
		}
		again, stop := f.within(t.Context(), func(context.Context) {})
		defer stop()
		synctest.Wait()
		if again.Err() == nil {
			t.Error("something was begun in the background")
		}
		f.entered()
		third, end := f.within(t.Context(), func(context.Context) {})
		defer end()
		synctest.Wait()
		if third.Err() != nil || f.wait(t.Context()) != nil {
			t.Error("it is in front and rests")
		}
	})
}

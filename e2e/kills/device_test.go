package kills

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

	"throughline/app"
	"throughline/care"
	"throughline/internal/testclinic"
	"throughline/sync/smart"
)

// What a device process is told, in its environment.
const (
	asDevice = "THROUGHLINE_TEST_AS_DEVICE" // sign-in, live or settle
	ofFolder = "THROUGHLINE_TEST_FOLDER"
	atClinic = "THROUGHLINE_TEST_CLINIC"
	withSeed = "THROUGHLINE_TEST_SEED"
)

// asDeviceOnly makes this process the app on a device where it was started as one: the app's own client, with its
// keyring, its encrypted store, its engine and its way of running it. Each line that it prints is written before the
// next thing is done, so that what it said is known however it ends.
func asDeviceOnly() {
	mode := os.Getenv(asDevice)
	if mode == "" {
		return
	}
	if err := device(mode); err != nil {
		fmt.Println("ended", care.AsFault(err).Code, causes(err))
		os.Exit(3)
	}
	os.Exit(0)
}

func causes(err error) string {
	return strconv.Quote(fmt.Sprint(err, " / ", errors.Unwrap(care.AsFault(err))))
}

func device(mode string) error {
	ctx := context.Background()
	in, err := app.OpenInstallation(os.Getenv(ofFolder))
	if err != nil {
		return err
	}
	c := app.NewClient(in, app.ClientOptions{Logger: slog.New(slog.DiscardHandler)})
	if mode == "sign-in" {
		return signIn(ctx, c)
	}
	if err := c.Resume(ctx); err != nil {
		return err
	}
	fmt.Println("ready")
	if mode == "settle" {
		return settle(ctx, c)
	}
	return live(ctx, c)
}

func signIn(ctx context.Context, c *app.Client) error {
	if err := c.Connect(ctx, os.Getenv(atClinic)); err != nil {
		return err
	}
	if err := c.OpenSecrets(ctx); err != nil {
		return err
	}
	err := c.SignIn(ctx, func(address string) {
		go func() {
			if err := testclinic.Browse(ctx, address, "maya"); err != nil {
				fmt.Println("browser", err)
			}
		}()
	})
	if err == nil {
		_, err = c.Sync(ctx)
	}
	if err == nil {
		c.Close()
	}
	return err
}

// live enters things while the app syncs by itself, until it is killed.
func live(ctx context.Context, c *app.Client) error {
	seed, err := strconv.ParseUint(os.Getenv(withSeed), 10, 64)
	if err != nil {
		return err
	}
	r := rand.New(rand.NewPCG(seed, 2))
	ended := make(chan error, 1)
	go func() { ended <- c.Run(ctx) }()
	for n := 0; ; n++ {
		select {
		case err := <-ended:
			return err
		case <-time.After(time.Duration(r.IntN(120)) * time.Millisecond):
		}
		choose(ctx, c)
		if n < 12 {
			enter(ctx, c, r)
		}
		if r.IntN(3) == 0 {
			c.Engine().Nudge()
		}
	}
}

// choose keeps what was entered here in the place of the clinic's, wherever the app asks. To keep both would make a
// second goal with the same steps.
func choose(ctx context.Context, c *app.Client) {
	for _, choice := range c.Engine().Chart().Choices {
		fmt.Println("asked", choice.Kind, choice.Ref)
		keep := choice.Can[0]
		if slices.Contains(choice.Can, care.KeepMine) {
			keep = care.KeepMine
		}
		if err := c.Engine().Decide(ctx, choice.ID, keep); err != nil {
			fmt.Println("undecided", causes(err))
		}
	}
}

// enter has the person enter one thing. "try" comes before, "saved" once they were told that it is.
func enter(ctx context.Context, c *app.Client, r *rand.Rand) {
	e, id := c.Engine(), uuid.NewString()
	chart := e.Chart()
	kind, do := "check-in", func() error { return e.RecordCheckIn(ctx, answered(chart, id)) }
	if k := r.IntN(20); k < 3 && len(chart.Plan.Goals) > 0 {
		goal := chart.Plan.Goals[0]
		if kind, do = "words", func() error {
			return e.ChangePlan(ctx, care.GoalWords{Goal: goal.Ref, Text: "goal " + id, Target: goal.Target})
		}; k == 0 {
			kind, do = "step", func() error {
				return e.ChangePlan(ctx, care.GoalStep{Goal: goal.Ref, Do: care.StepAdd, Text: "step " + id})
			}
		}
	}
	fmt.Println("try", kind, id)
	if err := do(); err != nil {
		fmt.Println("refused", kind, id, causes(err))
		return
	}
	fmt.Println("saved", kind, id)
}

// answered is the short form of a day, filled in.
func answered(chart care.Chart, id string) care.CheckIn {
	c := care.CheckIn{ID: id, Status: care.CheckInDone, Begun: time.Now(), Authored: time.Now(), Answers: map[string]care.Reply{}}
	for _, f := range chart.Forms {
		if f.Instrument != care.GAD7 {
			continue
		}
		c.Form = f.Canonical
		for _, q := range f.Questions() {
			c.Answers[q.LinkID] = care.Reply{Options: q.Options[:1]}
		}
	}
	return c
}

// settle syncs until nothing is open on this device.
func settle(ctx context.Context, c *app.Client) error {
	var last error
	for range 60 {
		report, err := c.Sync(ctx)
		last = err
		switch {
		case errors.Is(err, smart.ErrSignInAgain):
			return err
		case err == nil && report.Pending+report.Conflicts == 0:
			fmt.Println("rest", report.Quarantined)
			for _, choice := range c.Engine().Chart().Choices {
				fmt.Println("aside", choice.Ref, causes(choice.Why))
			}
			c.Close()
			return nil
		}
		choose(ctx, c)
		<-time.After(50 * time.Millisecond)
	}
	return fmt.Errorf("the device does not come to rest: %w", last)
}

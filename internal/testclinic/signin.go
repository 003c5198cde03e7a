package testclinic

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"

	"throughline/clinic/demo"
	"throughline/sync/smart"
)

// Account is a sign-in of the demo programme.
func Account(user string) demo.Account {
	all := demo.Accounts()
	return all[slices.IndexFunc(all, func(a demo.Account) bool { return a.User == user })]
}

// SignIn signs somebody of the demo programme in, as the app does, on the clinic's own pages.
func SignIn(ctx context.Context, fhir, user string, keeper smart.TokenKeeper) (*smart.Session, error) {
	return SignInBy(ctx, &smart.Client{ID: "throughline", Scopes: smart.DefaultScopes()}, fhir, user, keeper)
}

// SignInBy is SignIn by a client with scopes or a clock of its own.
func SignInBy(ctx context.Context, client *smart.Client, fhir, user string, keeper smart.TokenKeeper) (*smart.Session, error) {
	return SignInAs(ctx, client, fhir, Login{User: user, Password: Account(user).Password}, keeper)
}

// Login is what somebody types to sign in, and for whom they come where they are asked.
type Login struct{ User, Password, For string }

// SignInAs is SignInBy for somebody who is not of the demo programme.
func SignInAs(ctx context.Context, client *smart.Client, fhir string, as Login, keeper smart.TokenKeeper) (*smart.Session, error) {
	clinic, err := client.Discover(ctx, fhir)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	session, err := client.SignIn(ctx, clinic, keeper, func(address string) error {
		go func() {
			if err := BrowseAs(ctx, address, as); err != nil {
				cancel(err) // nobody will be sent back
			}
		}()
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("sign-in as %s: %w", as.User, errors.Join(err, context.Cause(ctx)))
	}
	return session, nil
}

// Keeper keeps a refresh token in memory.
type Keeper struct {
	mu    sync.Mutex
	token smart.Secret
}

// Load implements smart.TokenKeeper.
func (k *Keeper) Load(context.Context) (smart.Secret, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.token, nil
}

// Save implements smart.TokenKeeper.
func (k *Keeper) Save(_ context.Context, token smart.Secret) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.token = token
	return nil
}

// Delete implements smart.TokenKeeper.
func (k *Keeper) Delete(ctx context.Context) error { return k.Save(ctx, smart.Secret{}) }

var (
	formStart = regexp.MustCompile(`<form[^>]* action="([^"]+)"`)
	hidden    = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)
)

// Join makes an account with a one-time code on the clinic's page, as a browser does, and gives what the page then says.
func Join(ctx context.Context, address, code string, as Login) (string, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return "", err
	}
	browser := &http.Client{Jar: jar}
	page, at, err := open(ctx, browser, address, nil)
	if err != nil {
		return "", err
	}
	action := formStart.FindStringSubmatch(page)
	if action == nil {
		return "", errors.New("the page has no form")
	}
	form := url.Values{"code": {code}, "username": {as.User}, "password": {as.Password}, "again": {as.Password}}
	for _, field := range hidden.FindAllStringSubmatch(page, -1) {
		form.Set(field[1], html.UnescapeString(field[2]))
	}
	next, err := at.Parse(html.UnescapeString(action[1]))
	if err != nil {
		return "", err
	}
	page, _, err = open(ctx, browser, next.String(), form)
	return page, err
}

// Browse fills in the sign-in and the consent page, as a browser does, until it is sent back to the app.
func Browse(ctx context.Context, address, user string) error {
	return BrowseAs(ctx, address, Login{User: user, Password: Account(user).Password})
}

// BrowseAs is Browse of anybody.
func BrowseAs(ctx context.Context, address string, as Login) error {
	_, err := browseAs(ctx, address, as)
	return err
}

// Connect uses a code with an account that is there, and gives the page that says how it went.
func Connect(ctx context.Context, address string, as Login) (string, error) {
	page, at, err := open(ctx, http.DefaultClient, address, nil)
	if err != nil {
		return "", err
	}
	link := accountLink.FindStringSubmatch(page)
	if link == nil {
		return "", errors.New("the page has no link for who has an account")
	}
	next, err := at.Parse(html.UnescapeString(link[1]))
	if err != nil {
		return "", err
	}
	return browseAs(ctx, next.String(), as)
}

var (
	accountLink = regexp.MustCompile(`href="([^"]*/join/account[^"]*)"`)
	whom        = regexp.MustCompile(`name="connection" value="([^"]+)">([^<]*)<`)
)

// browseAs gives the page on which there is nothing more to fill in.
func browseAs(ctx context.Context, address string, as Login) (string, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return "", err
	}
	browser := &http.Client{Jar: jar}
	form := url.Values(nil)
	for range 5 {
		page, at, err := open(ctx, browser, address, form)
		if err != nil {
			return "", err
		}
		action := formStart.FindStringSubmatch(page)
		if action == nil {
			return page, nil
		}
		next, err := at.Parse(html.UnescapeString(action[1]))
		if err != nil {
			return "", err
		}
		address, form = next.String(), url.Values{"decision": {"allow"}}
		for _, field := range hidden.FindAllStringSubmatch(page, -1) {
			form.Set(field[1], html.UnescapeString(field[2]))
		}
		if strings.Contains(page, `name="password"`) {
			form.Set("username", as.User)
			form.Set("password", as.Password)
		}
		for _, button := range whom.FindAllStringSubmatch(page, -1) {
			if as.For == "" || strings.Contains(button[2], as.For) {
				form.Set("connection", html.UnescapeString(button[1]))
				break
			}
		}
	}
	return "", errors.New("the clinic asked again and again")
}

// open gets an address, or posts a form to it.
func open(ctx context.Context, browser *http.Client, address string, form url.Values) (page string, at *url.URL, err error) {
	method := http.MethodGet
	if form != nil {
		method = http.MethodPost
	}
	req, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(form.Encode()))
	if err != nil {
		return "", nil, err
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	resp, err := browser.Do(req)
	if err != nil {
		return "", nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode >= http.StatusBadRequest && resp.StatusCode != http.StatusUnprocessableEntity { // a page that says what was wrong
		err = fmt.Errorf("%s answered %d", resp.Request.URL.Path, resp.StatusCode)
	}
	return string(text), resp.Request.URL, err
}

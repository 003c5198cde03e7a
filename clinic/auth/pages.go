package auth

import (
	"bytes"
	"html/template"
	"io/fs"
	"net/http"
	"strconv"
	"strings"

	"throughline/care"
)

// view is what a page shows.
type view struct {
	Lang   string
	Path   string // of the authorization server
	Title  string // key of a text
	Failed bool   // the page shows an error, and says so in its title
	Clinic string
	App    string
	Person string
	N      string // a number or list that a text speaks of
	Action string // where the form goes
	CSRF   string
	Others []languageLink // this page in the other languages
	Help   help

	Form      signInForm
	Join      joinForm
	Enrol     enrolment // of a second step
	Recovery  []string  // codes, shown once
	HasSecond bool
	Required  bool   // by the clinic, for staff
	Purpose   string // of a sign-in that is for no app: "security"
	SetupLink string
	JoinLink  string // to the page for who has a code
	// AccountLink leads to it for who has an account too, and Choices are whom an account leads to.
	AccountLink string
	Choices     []choice
	Asks        []ask
	UserCode    string
	SwitchUser  string
	Ending      string // "end.done" or "end.denied"
	Problem     string // which error texts to show
	Code        string // for support
	Detail      string // for support, in English
}

type languageLink struct{ Code, Name, Href string }

type help struct {
	Contacts []contact
	Spanish  string
	Phone    string
	PhoneURI template.URL
}

type contact struct {
	Label string
	URI   template.URL
	Text  bool
	First bool
}

// T gives a text in the page's language with its names filled in.
func (v view) T(key string) string {
	text, ok := texts[v.Lang][key]
	if !ok {
		return key
	}
	return strings.NewReplacer("{app}", v.App, "{person}", v.Person,
		"{n}", v.N).Replace(text)
}

// PageTitle is what a browser's tab and a screen reader say first.
func (v view) PageTitle() string {
	title := v.T(v.Title) + " - " + v.Clinic
	if v.Failed {
		title = v.T("title.error") + " " + title
	}
	return title
}

var pages = loadPages()

func loadPages() map[string]*template.Template {
	icons, err := fs.Glob(pageFiles, "pages/icons/*.svg")
	if err != nil {
		panic(err) // only for a bad pattern
	}
	base := template.Must(template.ParseFS(pageFiles, append(icons, "pages/layout.html")...))
	all := map[string]*template.Template{}
	for _, name := range []string{"signin", "consent", "device", "choose", "end", "error", "join", "joined", "connected", "second", "setup", "recovery", "security", "left"} {
		all[name] = template.Must(template.Must(base.Clone()).ParseFS(pageFiles, "pages/"+name+".html"))
	}
	return all
}

// view is the frame of every page.
func (s *Server) view(r *http.Request, title string) view {
	v := view{
		Lang: languageOf(r), Path: s.path, Title: title, Clinic: s.cfg.ClinicName,
	}
	if v.Clinic == "" {
		v.Clinic = v.T("clinic")
	}
	query := r.URL.Query()
	for _, lang := range languages {
		if lang != v.Lang {
			query.Set("lang", lang)
			v.Others = append(v.Others, languageLink{Code: lang, Name: texts[lang]["language"], Href: s.pageOf(r) + "?" + query.Encode()})
		}
	}
	v.Help = s.help(v)
	return v
}

// pageOf is the address, for GET, of the page that a request is about.
func (s *Server) pageOf(r *http.Request) string {
	page := "/authorize"
	for _, own := range []string{"/join/account", "/join", "/choose", "/second", "/second/setup", "/security"} {
		if strings.HasSuffix(r.URL.Path, own) {
			return s.path + own
		}
	}
	switch r.URL.Query().Get("for") {
	case "":
	case forJoin:
		return s.path + "/join/account"
	default:
		return s.path + "/security"
	}
	if r.URL.Query().Has("user_code") || strings.HasSuffix(r.URL.Path, "/device") {
		page = "/device"
	}
	return s.path + page
}

func (s *Server) help(v view) help {
	h := help{Spanish: s.reach.spanish, Phone: s.reach.phone, PhoneURI: s.reach.phoneURI}
	for i, c := range s.reach.contacts {
		v.N = c.number
		said := contact{Label: v.T("help.call"), URI: c.uri, First: i == 0}
		if c.kind == care.ContactText {
			said.Label, said.Text = v.T("help.text"), true
		}
		h.Contacts = append(h.Contacts, said)
	}
	return h
}

func (s *Server) signInPage(w http.ResponseWriter, r *http.Request, e errand, form signInForm) {
	v := s.view(r, "signin.title")
	v.App, v.Form, v.N, v.Purpose = e.client.Name, form, strconv.Itoa(form.Minutes), e.query.Get("for")
	v.Failed = form.UsernameError != "" || form.PasswordError != "" || form.Notice != ""
	v.Action, v.JoinLink = s.path+"/sign-in?"+e.query.Encode(), s.path+"/join?"+e.query.Encode()
	v.CSRF = s.formToken(w, r)
	status := http.StatusOK
	if v.Failed {
		status = http.StatusUnprocessableEntity
	}
	s.show(w, r, status, "signin", v, e.redirect)
}

func (s *Server) consentPage(w http.ResponseWriter, r *http.Request, a authorization, user User) {
	v := s.consentView(w, r, a.client, user, a.granted(user))
	v.Action = s.path + "/consent?" + a.query.Encode()
	v.SwitchUser = s.path + "/authorize?prompt=login&" + a.query.Encode()
	s.show(w, r, http.StatusOK, "consent", v, a.redirect)
}

func (s *Server) deviceConsentPage(w http.ResponseWriter, r *http.Request, client Client, user User, scopes ScopeSet) {
	v := s.consentView(w, r, client, user, scopes)
	query := s.deviceQuery(r)
	v.UserCode = query.Get("user_code")
	v.Action = s.path + "/device?" + query.Encode()
	s.show(w, r, http.StatusOK, "consent", v, "")
}

func (s *Server) consentView(w http.ResponseWriter, r *http.Request, client Client, user User, scopes ScopeSet) view {
	v := s.view(r, "consent.title")
	v.App, v.Person, v.CSRF = client.Name, user.DisplayName, s.formToken(w, r)
	if v.Person == "" {
		v.Person = user.Username
	}
	v.Asks = asksOf(scopes, user.Role, func(key, n string) string {
		said := v
		said.N = n
		return said.T(key)
	})
	return v
}

func (s *Server) devicePage(w http.ResponseWriter, r *http.Request, problem string) {
	v := s.view(r, "device.title")
	v.Form.UsernameError, v.Failed = problem, problem != ""
	v.UserCode = r.URL.Query().Get("user_code")
	status := http.StatusOK
	if v.Failed {
		status = http.StatusUnprocessableEntity
	}
	s.show(w, r, status, "device", v, "")
}

func (s *Server) endPage(w http.ResponseWriter, r *http.Request, ending string, client Client) {
	v := s.view(r, "end."+ending+".title")
	v.App, v.Ending = client.Name, "end."+ending
	s.show(w, r, http.StatusOK, "end", v, "")
}

// errorPage says what happened and what to do. The detail is for whoever helps.
func (s *Server) errorPage(w http.ResponseWriter, r *http.Request, err error) {
	e := asError(err)
	s.log(r, e)
	problem := "request"
	switch {
	case e.Status == http.StatusNotFound:
		problem = "missing"
	case e.Status >= http.StatusInternalServerError:
		problem = "busy"
		w.Header().Set("Retry-After", "30")
	}
	v := s.view(r, "error."+problem+".title")
	v.Problem, v.Code = problem, e.Code
	if problem == "request" {
		v.Detail = e.Say
	}
	s.show(w, r, e.Status, "error", v, "")
}

// formToken gives the CSRF token of this browser, which gets its cookie here if it has none.
func (s *Server) formToken(w http.ResponseWriter, r *http.Request) string {
	browser := s.browser(r)
	if browser == "" {
		browser = s.newBrowser(w)
	}
	return csrfToken(browser)
}

func (s *Server) show(w http.ResponseWriter, r *http.Request, status int, name string, v view, redirect string) {
	var body bytes.Buffer
	if err := pages[name].ExecuteTemplate(&body, "layout", v); err != nil {
		s.cfg.Logger.ErrorContext(r.Context(), "page", "name", name, "cause", err)
		http.Error(w, "The page could not be shown.", http.StatusInternalServerError)
		return
	}
	noStore(w)
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", v.Lang)
	h.Set("Content-Security-Policy", contentPolicy(redirect))
	w.WriteHeader(status)
	_, _ = w.Write(body.Bytes()) // nobody is left to tell
}

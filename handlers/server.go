// Package handlers is the HTTP side: it checks every request against the contract, finds out who asks, calls one rule of
// models, and turns the outcome into an answer. A handler maps and calls; what the field demands is decided in models.
package handlers

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"time"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/account"
	"practicestation/wechat"
)

// Options is what a Server needs; a zero value of an optional member takes the default named beside it.
type Options struct {
	DB              *models.DB
	Logger          *slog.Logger
	TokenKey        []byte             // at least 32 bytes, the same on every instance
	Passwords       *account.Passwords // optional: as many at once as there are cores
	TokenLifetime   time.Duration      // optional: 15 minutes
	RefreshLifetime time.Duration      // optional: 30 days
	WeChatFake      bool               // optional: without it nobody logs in by WeChat
	WakeJobs        func()             // optional: tells the background work of this instance that there is some
	RequestTimeout  time.Duration      // optional: 20 seconds
	PublicURL       string             // optional, without a slash at the end: the address that a request came to
	TrustedProxies  []string           // optional: none, then X-Forwarded-For is ignored
	Clock           func() time.Time   // optional: the database's; it times the access log
}

// Server holds what handlers depend on and no state of its own, so that any number of instances may serve.
type Server struct {
	db              *models.DB
	log             *slog.Logger
	passwords       *account.Passwords
	wakeJobs        func()
	tokens          *Tokens
	refreshLifetime time.Duration
	wechat          wechat.Client
	contract        *contract
	pages           *pages
	clock           func() time.Time
	timeout         time.Duration
	proxies         []string
	publicURL       string
	installation    string // the installation's name in the ids of calendar events
}

// New makes a Server. It fails when the contract is not valid or the token key is too short.
func New(options Options) (*Server, error) {
	if options.DB == nil || options.Logger == nil {
		return nil, errors.New("a server needs a database and a logger")
	}
	s := &Server{
		db: options.DB, log: options.Logger, clock: options.Clock, proxies: options.TrustedProxies,
		publicURL: options.PublicURL, installation: installationName(options.TokenKey),
	}
	if s.clock == nil {
		s.clock = options.DB.Now
	}
	if s.timeout = options.RequestTimeout; s.timeout == 0 {
		s.timeout = 20 * time.Second
	}
	if err := s.prepareLogIn(options); err != nil {
		return nil, err
	}
	var err error
	if s.contract, err = shippedContract(); err != nil {
		return nil, fmt.Errorf("the contract: %w", err)
	}
	if s.pages, err = shippedPages(); err != nil {
		return nil, fmt.Errorf("the pages: %w", err)
	}
	return s, nil
}

// prepareLogIn sets up what proves who asks.
func (s *Server) prepareLogIn(options Options) (err error) {
	lifetime := options.TokenLifetime
	if lifetime == 0 {
		lifetime = 15 * time.Minute
	}
	if s.tokens, err = NewTokens(options.TokenKey, lifetime, options.DB.Now); err != nil {
		return err
	}
	if s.refreshLifetime = options.RefreshLifetime; s.refreshLifetime == 0 {
		s.refreshLifetime = 30 * 24 * time.Hour
	}
	if s.wakeJobs = options.WakeJobs; s.wakeJobs == nil {
		s.wakeJobs = func() {}
	}
	if options.WeChatFake {
		s.wechat.Mode = wechat.Fake
	}
	if s.passwords = options.Passwords; s.passwords == nil {
		s.passwords, err = account.NewPasswords(runtime.GOMAXPROCS(0))
	}
	return err
}

// Router is the whole HTTP side. It fails when a route and the contract do not match one to one.
func (s *Server) Router() (http.Handler, error) {
	engine, err := s.engine()
	if err != nil {
		return nil, err
	}
	operations := headed{engine.Group(s.contract.base, s.deadline, s.check)}
	api.RegisterHandlersWithOptions(operations, s, api.GinServerOptions{ErrorHandler: refuseParameter})
	if err := s.contract.matches(engine.Routes()); err != nil {
		return nil, err
	}
	s.servePages(engine)
	return engine, nil
}

// engine is the chain that every request passes, outermost first.
func (s *Server) engine() (*gin.Engine, error) {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.HandleMethodNotAllowed = true
	engine.RedirectTrailingSlash = false
	engine.ContextWithFallback = true
	// Route by the path as it was sent: an escaped slash belongs to an id, it must not lead to another operation.
	engine.UseEscapedPath = true
	if err := engine.SetTrustedProxies(s.proxies); err != nil {
		return nil, fmt.Errorf("trusted proxies: %w", err)
	}
	engine.Use(
		s.identify,      // request id, and the place where the request's facts are kept
		s.accessLog,     // one line per request, also for a panic
		s.recovery,      // a panic becomes a problem, or a broken connection once bytes are out
		securityHeaders, // refuse sniffing, framing and caching
		s.problems,      // whatever was aborted is written here, once
	)
	engine.NoRoute(func(c *gin.Context) { abort(c, errRouteNotFound) })
	engine.NoMethod(func(c *gin.Context) { abort(c, errMethodNotAllowed) })
	return engine, nil
}

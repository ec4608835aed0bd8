package handlers

import (
	"errors"
	"net/http"
	"net/netip"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/account"
	"practicestation/wechat"
)

// The refusals of a log-in by WeChat.
var (
	errWechatDisabled = models.DefineError(models.Forbidden, "wechat_disabled", "微信登录未开启",
		"这里没有开启微信登录，请用手机号和密码登录。")
	errWechatCode = models.DefineError(models.Unauthenticated, "wechat_code_invalid", "微信登录失败",
		"微信登录凭证无效或已过期，请重新打开小程序再试。")
)

// LogIn handles POST /auth/login (手机号登录).
func (s *Server) LogIn(c *gin.Context, _ api.LogInParams) {
	var in api.LogInInput
	if !bind(c, &in) {
		return
	}
	found, ok := load(s, c, func(tx *models.Tx) (*account.Account, error) { return account.FindByPhone(tx, in.Phone) })
	if !ok {
		return
	}
	if err := s.prove(c, found, in.Password, account.ErrCredentials); err != nil {
		abort(c, err)
		return
	}
	s.openSession(c, http.StatusOK, func(tx *models.Tx) (*account.Account, error) { return account.Proved(tx, found) })
}

// LogInWithWechat handles POST /auth/wechat (微信登录).
func (s *Server) LogInWithWechat(c *gin.Context, _ api.LogInWithWechatParams) {
	var in api.WechatLogInInput
	if !bind(c, &in) {
		return
	}
	person, err := s.identifyByWechat(c, in.Code)
	if err != nil {
		abort(c, err)
		return
	}
	s.openSession(c, http.StatusOK, func(tx *models.Tx) (*account.Account, error) {
		return account.FindOrCreateByWechat(tx, person.OpenID, person.Name)
	})
}

// RefreshSession handles POST /auth/refresh (续期).
func (s *Server) RefreshSession(c *gin.Context, _ api.RefreshSessionParams) {
	var in api.RefreshInput
	if !bind(c, &in) {
		return
	}
	continued, ok := change(s, c, func(tx *models.Tx) (*session, error) {
		next, reused, err := account.Refresh(tx, in.RefreshToken, s.refreshLifetime)
		if err != nil || reused {
			return nil, err
		}
		return newSession(tx, next), nil
	})
	switch {
	case !ok:
		return
	case continued == nil: // the end of a session whose token was copied had to be committed first
		abort(c, account.ErrRefreshReused)
	default:
		s.answerSession(c, http.StatusOK, continued)
	}
}

// LogOut handles POST /auth/logout (退出登录).
func (s *Server) LogOut(c *gin.Context, _ api.LogOutParams) {
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.SessionEnd, error) {
		revokedAt, err := account.LogOut(tx)
		return api.SessionEnd{RevokedAt: localTime(tx, revokedAt)}, err
	})
}

// prove checks the password of an account outside any unit of work, because that takes a while, and counts a wrong one.
func (s *Server) prove(c *gin.Context, own *account.Account, password string, wrong *models.Error) error {
	if err := own.Locked(s.db.Now()); err != nil {
		return err
	}
	ok, err := s.passwords.Matches(c.Request.Context(), own.PasswordHash, password)
	if err != nil || ok {
		return err
	}
	err = s.db.Write(c.Request.Context(), actorOf(c), func(tx *models.Tx) error { return account.NoteWrongPassword(tx, own.ID) })
	if err != nil {
		return err
	}
	return wrong
}

// identifyByWechat finds out who the code stands for. The fake takes anybody's word, so it hears this machine alone.
func (s *Server) identifyByWechat(c *gin.Context, code string) (wechat.Identity, error) {
	if s.wechat.Mode == wechat.Fake && !fromThisMachine(c) {
		return wechat.Identity{}, errWechatDisabled
	}
	person, err := s.wechat.Identify(c.Request.Context(), code)
	switch {
	case errors.Is(err, wechat.ErrDisabled):
		return person, errWechatDisabled
	case errors.Is(err, wechat.ErrInvalidCode):
		return person, errWechatCode
	}
	return person, err
}

// fromThisMachine goes by the connection, and takes no word from a proxy on this machine that speaks for others.
func fromThisMachine(c *gin.Context) bool {
	for _, header := range []string{"Forwarded", "X-Forwarded-For", "X-Real-Ip"} {
		if c.Request.Header.Get(header) != "" {
			return false
		}
	}
	address, err := netip.ParseAddr(c.RemoteIP())
	return err == nil && address.Unmap().IsLoopback()
}

// session is an open session as its unit of work leaves it; the access token is signed once that is committed.
type session struct {
	accountID, sessionID int64
	view                 api.Session
}

func newSession(tx *models.Tx, opened *account.LogIn) *session {
	return &session{
		accountID: opened.Account.ID, sessionID: opened.SessionID,
		view: api.Session{RefreshToken: opened.RefreshToken, Account: viewOwnAccount(tx, opened.Account)},
	}
}

// openSession opens a session for the account that the rule gives, in the rule's own unit of work.
func (s *Server) openSession(c *gin.Context, status int, who func(tx *models.Tx) (*account.Account, error)) {
	opened, ok := change(s, c, func(tx *models.Tx) (*session, error) {
		own, err := who(tx)
		if err != nil {
			return nil, err
		}
		logIn, err := account.Open(tx, own.ID, s.refreshLifetime)
		if err != nil {
			return nil, err
		}
		return newSession(tx, logIn), nil
	})
	if ok {
		s.answerSession(c, status, opened)
	}
}

func (s *Server) answerSession(c *gin.Context, status int, opened *session) {
	token, expiresAt, err := s.tokens.Sign(opened.accountID, opened.sessionID, s.db.Now())
	if err != nil {
		abort(c, err)
		return
	}
	opened.view.AccessToken, opened.view.ExpiresAt = token, expiresAt.In(s.db.Zone)
	answer(c, status, opened.view)
}

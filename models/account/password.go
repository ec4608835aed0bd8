package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"

	"practicestation/models"
)

// The cost of a password by OWASP's advice for argon2id: 19 MiB, two passes, one lane.
const (
	argonMemory = 19 * 1024
	argonPasses = 2
	argonLanes  = 1
	argonLength = 32
	saltLength  = 16
)

// The refusals about passwords.
var (
	// ErrWeakPassword refuses a password that anybody would try first.
	ErrWeakPassword   = models.DefineError(models.Invalid, "weak_password", "密码太简单", "密码要有 8 到 64 个字符，不能全是同一个字符，也不能就是手机号。")
	ErrPasswordWrong  = models.DefineError(models.Invalid, "password_wrong", "现在的密码不对", "现在的密码不对，请重新输入。")
	ErrPasswordNotSet = models.DefineError(models.Conflict, "password_not_set", "账号没有密码", "这个账号用微信登录，没有密码可以修改。")
)

// Passwords hashes and checks passwords, only so many at once, because each takes memory and a core.
type Passwords struct {
	slots chan struct{}
	decoy string // compared when there is no such account, so that the answer takes as long
}

// NewPasswords allows that many at once.
func NewPasswords(atOnce int) (*Passwords, error) {
	p := &Passwords{slots: make(chan struct{}, max(1, atOnce))}
	decoy, err := p.Hash(context.Background(), rand.Text())
	p.decoy = decoy
	return p, err
}

// Hash makes the text that is stored, in the form of the PHC strings. It fails when the context ends while it waits.
func (p *Passwords) Hash(ctx context.Context, password string) (string, error) {
	if err := p.enter(ctx); err != nil {
		return "", err
	}
	defer p.leave()
	salt := make([]byte, saltLength)
	if _, err := rand.Read(salt); err != nil {
		return "", err
	}
	sum := argon2.IDKey([]byte(password), salt, argonPasses, argonMemory, argonLanes, argonLength)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonPasses, argonLanes,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(sum)), nil
}

// Matches reports whether the password is the stored one; for an account without a password it takes as long and is false.
func (p *Passwords) Matches(ctx context.Context, stored *string, password string) (bool, error) {
	if err := p.enter(ctx); err != nil {
		return false, err
	}
	defer p.leave()
	text := p.decoy
	if stored != nil {
		text = *stored
	}
	parts := strings.Split(text, "$")
	if len(parts) != 6 {
		return false, fmt.Errorf("a stored password of an unknown form")
	}
	var memory, passes uint32
	var lanes uint8
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &passes, &lanes); err != nil {
		return false, fmt.Errorf("a stored password of an unknown cost: %w", err)
	}
	salt, saltFault := base64.RawStdEncoding.DecodeString(parts[4])
	sum, sumFault := base64.RawStdEncoding.DecodeString(parts[5])
	if saltFault != nil || sumFault != nil {
		return false, fmt.Errorf("a stored password that cannot be read")
	}
	tried := argon2.IDKey([]byte(password), salt, passes, memory, lanes, uint32(len(sum))) //nolint:gosec // a sum is 32 bytes
	return subtle.ConstantTimeCompare(tried, sum) == 1 && stored != nil, nil
}

// CheckPassword fails with ErrWeakPassword. It asks for length, not for kinds of characters (ASVS 6.2.5).
func CheckPassword(password, phone string) error {
	if weak(password, phone) {
		return ErrWeakPassword.At("password")
	}
	return nil
}

// CheckNewPassword is CheckPassword for an account that changes its own.
func (a *Account) CheckNewPassword(password string) error {
	phone := ""
	if a.Phone != nil {
		phone = *a.Phone
	}
	if weak(password, phone) {
		return ErrWeakPassword.At("new_password")
	}
	return nil
}

// OwnWithPassword is Own for who is going to change the password. It fails with ErrPasswordNotSet when there is none.
func OwnWithPassword(tx *models.Tx) (*Account, error) {
	own, err := Own(tx)
	if err != nil {
		return nil, err
	}
	if own.PasswordHash == nil {
		return nil, ErrPasswordNotSet
	}
	return own, nil
}

func weak(password, phone string) bool {
	characters := []rune(password)
	if len(characters) < 8 || len(characters) > 64 || password == phone {
		return true
	}
	return strings.Trim(password, string(characters[0])) == ""
}

func (p *Passwords) enter(ctx context.Context) error {
	select {
	case p.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p *Passwords) leave() { <-p.slots }

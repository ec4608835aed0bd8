package handlers

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"regexp"

	"github.com/gin-gonic/gin"

	"practicestation/models/feed"
)

// plainHost is a name or address with a port: a Host header may hold more, and what we print goes onto paper.
var plainHost = regexp.MustCompile(`^[A-Za-z0-9.-]+(:[0-9]{1,5})?$|^\[[0-9A-Fa-f:.]+\](:[0-9]{1,5})?$`)

// address is where people reach this server: by the setting, or else where this request has found it.
func (s *Server) address(c *gin.Context) string {
	if s.publicURL != "" {
		return s.publicURL
	}
	host, scheme := c.Request.Host, "http://"
	if !plainHost.MatchString(host) {
		host = "localhost"
	}
	if c.Request.TLS != nil {
		scheme = "https://"
	}
	return scheme + host
}

// pageOf is the short link to an activity's public page.
func (s *Server) pageOf(c *gin.Context, activityID int64) string {
	return s.address(c) + "/a/" + idText(activityID)
}

// publisher is who signs the calendars that this request is answered with.
func (s *Server) publisher(c *gin.Context) feed.Publisher {
	return feed.Publisher{Installation: s.installation, PageOf: func(id int64) string { return s.pageOf(c, id) }}
}

// installationName is the same on every instance and after a move to another address, and no other county's.
func installationName(key []byte) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("the installation's name in calendars"))
	return hex.EncodeToString(mac.Sum(nil)[:8]) + ".practice-station"
}

package handlers

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"html/template"
	"io/fs"
	"log/slog"
	"mime"
	"net/http"
	"path"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
)

//go:embed pages
var pageFiles embed.FS

// What a browser may load for our own pages: only files of this server, and the set-up page may call the API.
const (
	pagePolicy  = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	docsPolicy  = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
	probePeriod = 3 * time.Second
)

// file is one thing that is served as it is.
type file struct {
	content     []byte
	contentType string
	etag        string
	policy      string
}

// pages are the few addresses for people and probes, beside the API.
type pages struct {
	files    map[string]file // by address
	problem  *template.Template
	problems *template.Template
	activity *template.Template
	poster   *template.Template
	check    *template.Template

	posterStyle  template.CSS
	posterPolicy string
}

// shippedPages are the pages of this binary, read once.
var shippedPages = sync.OnceValues(newPages)

func newPages() (*pages, error) {
	p := &pages{files: map[string]file{}}
	p.add("/openapi.yaml", "openapi.yaml", api.Spec, strictPolicy)
	for _, name := range []string{"setup.html", "setup.js", "style.css"} {
		content, err := pageFiles.ReadFile("pages/" + name)
		if err != nil {
			return nil, err
		}
		p.add("/pages/"+name, name, content, pagePolicy)
	}
	p.files["/setup"] = p.files["/pages/setup.html"]
	if err := p.addDocs(); err != nil {
		return nil, err
	}
	for name, page := range map[string]**template.Template{
		"problem": &p.problem, "problems": &p.problems, "activity": &p.activity, "poster": &p.poster, "check": &p.check,
	} {
		var err error
		if *page, err = template.ParseFS(pageFiles, "pages/"+name+".html"); err != nil {
			return nil, err
		}
	}
	style, err := pageFiles.ReadFile("pages/poster.css")
	p.posterStyle, p.posterPolicy = template.CSS(style), policyFor(style)
	return p, err
}

// addDocs takes the whole documentation page, whatever files it has; its index is /docs.
func (p *pages) addDocs() error {
	return fs.WalkDir(api.Docs, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(api.Docs, name)
		if err != nil {
			return err
		}
		base := path.Base(name)
		p.add("/docs/"+base, base, content, docsPolicy)
		if base == "index.html" {
			p.files["/docs"] = p.files["/docs/"+base]
		}
		return nil
	})
}

func (p *pages) add(address, name string, content []byte, policy string) {
	sum := sha256.Sum256(content)
	p.files[address] = file{
		content: content, contentType: contentTypeOf(name), policy: policy,
		etag: `"` + hex.EncodeToString(sum[:12]) + `"`,
	}
}

// contentTypeOf does not ask the machine's own table, which may be missing or odd.
func contentTypeOf(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".yaml":
		return "application/yaml"
	case ".png":
		return "image/png"
	}
	if known := mime.TypeByExtension(path.Ext(name)); known != "" {
		return known
	}
	return "text/plain; charset=utf-8"
}

// servePages adds the pages to the engine. They are not part of the contract, and none of them changes anything.
func (s *Server) servePages(engine *gin.Engine) {
	routes := headed{engine}
	page := func(address string, handle gin.HandlerFunc) { routes.GET(address, handle) }
	for address, content := range s.pages.files {
		page(address, content.serve)
	}
	page("/", func(c *gin.Context) { c.Redirect(http.StatusFound, "/docs") })
	page("/healthz", func(c *gin.Context) { c.String(http.StatusOK, "正常\n") })
	page("/readyz", s.ready)
	page("/problems", s.listProblems)
	page("/problems/:code", s.explainProblem)
	page("/a/:activity_id", s.showActivity)
	page("/c", s.showCheck)
	page("/c/:code", s.showCheck)
}

// serve lets a client keep the file and ask each time whether it is still the same.
func (f file) serve(c *gin.Context) {
	header := c.Writer.Header()
	header.Set("Content-Type", f.contentType)
	header.Set("Content-Security-Policy", f.policy)
	header.Set("Cache-Control", "no-cache")
	header.Set("ETag", f.etag)
	http.ServeContent(c.Writer, c.Request, "", time.Time{}, bytes.NewReader(f.content))
}

// ready tells a load balancer whether this instance can work; why it cannot is for the log and, roughly, for a person.
func (s *Server) ready(c *gin.Context) {
	ctx, cancel := context.WithTimeout(c.Request.Context(), probePeriod)
	defer cancel()
	if err := s.db.Ping(ctx); err != nil {
		s.notReady(c, err, "数据库暂时连不上，请检查数据库服务和 STATION_DATABASE 设置。\n")
		return
	}
	if err := s.db.CheckSchema(ctx); err != nil {
		s.notReady(c, err, "数据库结构与程序版本不符，请运行 station migrate，或换用匹配的程序版本。\n")
		return
	}
	c.String(http.StatusOK, "就绪\n")
}

func (s *Server) notReady(c *gin.Context, err error, text string) {
	s.log.LogAttrs(c.Request.Context(), slog.LevelWarn, "not ready",
		slog.String("request_id", callOf(c).requestID), slog.String("error", err.Error()))
	c.Header("Retry-After", "5")
	c.String(http.StatusServiceUnavailable, text)
}

// explained is one error as its page shows it.
type explained struct {
	Code, Title, Message, Advice string
	Status                       int
}

func explain(e *models.Error) explained {
	return explained{Code: e.Code, Title: e.Title, Message: e.Message, Advice: adviceFor(e.Kind), Status: statusOf(e.Kind)}
}

func (s *Server) listProblems(c *gin.Context) {
	catalogue := models.Catalogue()
	all := make([]explained, len(catalogue))
	for i, e := range catalogue {
		all[i] = explain(e)
	}
	s.render(c, s.pages.problems, all)
}

func (s *Server) explainProblem(c *gin.Context) {
	for _, e := range models.Catalogue() {
		if e.Code == c.Param("code") {
			s.render(c, s.pages.problem, explain(e))
			return
		}
	}
	abort(c, errRouteNotFound)
}

func (s *Server) render(c *gin.Context, page *template.Template, data any) {
	s.renderWith(c, page, http.StatusOK, pagePolicy, data)
}

func (s *Server) renderWith(c *gin.Context, page *template.Template, status int, policy string, data any) {
	var content bytes.Buffer
	if err := page.Execute(&content, data); err != nil {
		abort(c, err)
		return
	}
	c.Header("Content-Security-Policy", policy)
	c.Header("Cache-Control", "no-cache")
	c.Data(status, contentTypeOf(".html"), content.Bytes())
}

// adviceFor says who can do something about a kind of error, and what.
func adviceFor(kind models.Kind) string {
	switch kind {
	case models.Malformed, models.Unsupported, models.MethodNotAllowed:
		return "请求的写法有误，原样重试不会成功。请开发人员对照接口文档修改请求。"
	case models.Unauthenticated:
		return "请重新登录，或用刷新令牌换取新的访问令牌，再发送原来的请求。"
	case models.Forbidden:
		return "当前账号没有这项权限。请联系上级管理员授权。"
	case models.NotFound:
		return "要找的内容不存在，或者当前账号看不到它。请刷新列表后重试。"
	case models.Conflict:
		return "请求本身没有问题，但与现在的情况冲突。请刷新查看最新情况，再决定怎么做。"
	case models.TooLarge:
		return "请减少一次提交的内容，分几次提交。"
	case models.Invalid:
		return "请按 errors 中列出的每一项修改内容，然后重新提交。"
	case models.TooMany:
		return "请求太频繁。请按 Retry-After 头给出的秒数等待后再试。"
	case models.Unavailable:
		return "系统暂时不能处理。请稍等片刻，用同一个请求（和同一个 Idempotency-Key）再试。"
	}
	return "系统出了问题，已经记录。请把返回的请求编号（instance）告诉运维人员。"
}

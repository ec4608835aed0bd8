package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// headed answers HEAD wherever it answers GET, with the same chain: phones, proxies and chat programs probe an address
// before they load it. The server of net/http leaves the body out.
type headed struct{ gin.IRouter }

// GET adds a route for both methods.
func (h headed) GET(path string, handlers ...gin.HandlerFunc) gin.IRoutes {
	h.IRouter.GET(path, handlers...)
	return h.HEAD(path, handlers...)
}

// declaredMethod is the method under which the contract has a request: HEAD is a GET without its body.
func declaredMethod(method string) string {
	if method == http.MethodHead {
		return http.MethodGet
	}
	return method
}

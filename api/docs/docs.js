// Starts Swagger UI on our own contract. It lives in a file of its own so that the page needs no inline script.
SwaggerUIBundle({
  url: "/openapi.yaml",
  dom_id: "#docs",
  deepLinking: true,
  docExpansion: "none",
  defaultModelsExpandDepth: 0,
  filter: true,
  validatorUrl: null, // the default asks a server on the internet to judge the contract
});

"""The HTTP door: routes, schemas, problem documents and limits. No rule of the product lives here."""

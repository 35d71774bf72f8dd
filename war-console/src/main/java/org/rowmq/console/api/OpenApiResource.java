package org.rowmq.console.api;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The description of this API. */
@Path("/")
public class OpenApiResource {

  /** OpenAPI 3.0, as YAML. */
  @GET
  @Path("openapi")
  @Produces("application/yaml")
  public byte[] document() {
    try (InputStream document = OpenApiResource.class.getResourceAsStream("openapi.yaml")) {
      return document.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

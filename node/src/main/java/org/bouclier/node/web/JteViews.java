package org.bouclier.node.web;

import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.ViewResolver;

/**
 * Finds a page by the name its controller returns: {@code detection/alerts} is {@code
 * jte/detection/alerts.jte}, compiled at build. The page is drawn whole in memory, then sent: a
 * failure half-way gives an error page, not half a page.
 */
final class JteViews implements ViewResolver, Ordered {

  private final TemplateEngine templates;

  JteViews(TemplateEngine templates) {
    this.templates = templates;
  }

  @Override
  public @Nullable View resolveViewName(String name, Locale locale) {
    return templates.hasTemplate(name + ".jte") ? new Drawn(name + ".jte") : null;
  }

  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE + 10;
  }

  private final class Drawn implements View {

    private final String template;

    Drawn(String template) {
      this.template = template;
    }

    @Override
    public String getContentType() {
      return "text/html;charset=UTF-8";
    }

    @Override
    public void render(
        @Nullable Map<String, ?> model, HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      var output = new Utf8ByteOutput();
      templates.render(
          template, new HashMap<String, Object>(model == null ? Map.of() : model), output);
      response.setContentType(getContentType());
      response.setHeader("Cache-Control", "no-store");
      response.setContentLength(output.getContentLength());
      output.writeTo(response.getOutputStream());
    }
  }
}

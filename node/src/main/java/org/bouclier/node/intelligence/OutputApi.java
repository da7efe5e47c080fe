package org.bouclier.node.intelligence;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.bouclier.node.accounts.Allow;
import org.bouclier.node.accounts.Permission;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/** The block lists for resolvers, IDS and firewalls. */
@RestController
class OutputApi {

  private final BlockLists lists;

  OutputApi(BlockLists lists) {
    this.lists = lists;
  }

  @Allow(Permission.READ_OUTPUTS)
  @GetMapping("/api/v1/outputs")
  Map<String, Object> all() {
    var answer = new LinkedHashMap<String, Object>();
    answer.put("verifierKey", lists.verifierKey());
    var current = lists.current();
    answer.put("version", current.map(known -> known.version().version()).orElse(0L));
    current.ifPresent(known -> {
      answer.put("madeAt", known.version().madeAt().toString());
      answer.put("entries", known.version().entries());
      answer.put(
          "outputs",
          Arrays.stream(OutputForm.values())
              .flatMap(form -> Stream.ofNullable(known.outputs().get(form)))
              .map(OutputApi::item)
              .toList());
    });
    return answer;
  }

  private static Map<String, Object> item(Output output) {
    var item = new LinkedHashMap<String, Object>();
    item.put("form", output.form().code());
    item.put("href", "/api/v1/outputs/" + output.form().code());
    item.put("entries", output.entries());
    item.put("sizeBytes", output.sizeBytes());
    item.put("sha256", output.sha256());
    item.put("signature", output.note());
    return item;
  }

  @Allow(Permission.READ_OUTPUTS)
  @GetMapping("/api/v1/outputs/{form}")
  ResponseEntity<Resource> one(@PathVariable String form, WebRequest request) {
    return serve(output(form), request);
  }

  @Allow(Permission.READ_OUTPUTS)
  @GetMapping("/api/v1/outputs/{form}/signature")
  ResponseEntity<String> signature(@PathVariable String form) {
    return ResponseEntity.ok()
        .contentType(new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8))
        .body(output(form).note());
  }

  private Output output(String code) {
    var form =
        OutputForm.of(code)
            .orElseThrow(() -> ApiProblem.absent("Sorties : rpz, hosts, csv, suricata"));
    return lists
        .current()
        .map(known -> known.outputs().get(form))
        .orElseThrow(() ->
            ApiProblem.of(
                HttpStatus.SERVICE_UNAVAILABLE,
                "intelligence.not-made",
                "La liste de blocage n’est pas encore faite : réessayez dans quelques secondes"));
  }

  /** The file of an output, or nothing if the caller has it. */
  ResponseEntity<Resource> serve(Output output, WebRequest request) {
    String etag = '"' + output.sha256() + '"';
    var head =
        ResponseEntity.ok()
            .eTag(etag)
            .cacheControl(CacheControl.noCache())
            .header("Bouclier-Version", Long.toString(output.version()))
            .header("Bouclier-SHA256", output.sha256());
    if (request.checkNotModified(etag)) {
      return ResponseEntity.status(HttpStatus.NOT_MODIFIED).eTag(etag).build();
    }
    return head.contentType(
            new MediaType(
                MediaType.parseMediaType(output.form().mediaType()), StandardCharsets.UTF_8))
        .header("Content-Disposition", "attachment; filename=\"" + output.form().fileName() + "\"")
        .body(new FileSystemResource(lists.file(output)));
  }
}

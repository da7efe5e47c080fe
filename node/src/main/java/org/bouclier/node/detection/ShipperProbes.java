package org.bouclier.node.detection;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.bouclier.node.accounts.Allow;
import org.bouclier.node.accounts.Permission;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What shippers ask of an Elasticsearch before they send their first line.
 *
 * <pre>
 * Filebeat    GET /, GET /_license, GET /_index_template/filebeat-8.x, GET /_ilm/policy/filebeat,
 *             PUT of either when absent, GET|PUT /_data_stream/..., /_ingest/pipeline/...
 * Logstash    HEAD /, GET /, GET /_license, GET /_xpack, HEAD|PUT /_index_template/ecs-logstash
 * Vector      GET /_cluster/health, GET /
 * rsyslog     HEAD /_cat/health
 * Fluent Bit  nothing
 * </pre>
 *
 * <p>Templates, policies and pipelines say how an index stores documents. There is no index here,
 * so each is said to exist already: a shipper that finds it does not try to write it.
 */
@RestController
class ShipperProbes {

  /**
   * Announced so that no version of the shippers thinks itself too new: Beats refuse an
   * Elasticsearch older than they are, and none refuses a newer one of the same major version.
   */
  private static final String VERSION =
      """
      {"name":"bouclier","cluster_name":"bouclier","cluster_uuid":"Ym91Y2xpZXItYm91Y2xpZQ",\
      "version":{"number":"8.99.0","build_flavor":"default","build_type":"tar",\
      "build_hash":"0000000000000000000000000000000000000000",\
      "build_date":"2026-01-01T00:00:00.000Z","build_snapshot":false,"lucene_version":"9.12.0",\
      "minimum_wire_compatibility_version":"7.17.0",\
      "minimum_index_compatibility_version":"7.0.0"},"tagline":"You Know, for Search"}\
      """;

  private static final String LICENSE =
      """
      {"license":{"status":"active","uid":"00000000-0000-0000-0000-000000000000","type":"basic",\
      "issue_date":"2026-01-01T00:00:00.000Z","issue_date_in_millis":1767225600000,\
      "max_nodes":1000,"issued_to":"bouclier","issuer":"bouclier","start_date_in_millis":-1}}\
      """;

  private static final String FEATURES =
      """
      {"build":{"hash":"0000000","date":"2026-01-01T00:00:00.000Z"},\
      "license":{"uid":"00000000-0000-0000-0000-000000000000","type":"basic","mode":"basic",\
      "status":"active"},"features":{"ilm":{"available":false,"enabled":false},\
      "security":{"available":true,"enabled":true}},"tagline":"bouclier"}\
      """;

  private static final String HEALTH =
      """
      {"cluster_name":"bouclier","status":"green","timed_out":false,"number_of_nodes":1,\
      "number_of_data_nodes":1,"active_primary_shards":1,"active_shards":1,"relocating_shards":0,\
      "initializing_shards":0,"unassigned_shards":0}\
      """;

  @Allow(Permission.WRITE_LOGS)
  @GetMapping(path = "/", headers = "Authorization")
  ResponseEntity<byte[]> version() {
    return json(VERSION);
  }

  @Allow(Permission.WRITE_LOGS)
  @GetMapping("/_license")
  ResponseEntity<byte[]> license() {
    return json(LICENSE);
  }

  @Allow(Permission.WRITE_LOGS)
  @GetMapping("/_xpack")
  ResponseEntity<byte[]> features() {
    return json(FEATURES);
  }

  @Allow(Permission.WRITE_LOGS)
  @GetMapping({"/_cluster/health", "/_cat/health"})
  ResponseEntity<byte[]> health() {
    return json(HEALTH);
  }

  @Allow(Permission.WRITE_LOGS)
  @GetMapping({
    "/_template/{name}",
    "/_index_template/{name}",
    "/_component_template/{name}",
    "/_ilm/policy/{name}",
    "/_ingest/pipeline/{name}",
    "/_data_stream/{name}",
    "/_alias/{name}"
  })
  ResponseEntity<byte[]> exists() {
    return json("{}");
  }

  @Allow(Permission.WRITE_LOGS)
  @PutMapping({
    "/_template/{name}",
    "/_index_template/{name}",
    "/_component_template/{name}",
    "/_ilm/policy/{name}",
    "/_ingest/pipeline/{name}",
    "/_data_stream/{name}"
  })
  ResponseEntity<byte[]> written() {
    return json("{\"acknowledged\":true}");
  }

  private static ResponseEntity<byte[]> json(String body) {
    return BulkApi.json(200, body.getBytes(UTF_8));
  }
}

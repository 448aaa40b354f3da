package io.tesela.ingest.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tesela.domain.report.TileLoads;
import io.tesela.ingest.job.TileMap;

/** JSON of what the tiles of a job have cost: the grid, and a value for each of its tiles, row by row. */
final class TileMapJson {
    private TileMapJson() {}

    static ObjectNode write(TileMap map) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("columns", map.grid().columns()).put("rows", map.grid().rows());
        TileLoads loads = map.loads();
        ArrayNode means = json.putArray("mean_ms");
        ArrayNode filtered = json.putArray("filtered");
        ArrayNode degraded = json.putArray("degraded");
        for (int tile = 0; tile < map.grid().tiles(); tile++) {
            long times = TileLoads.at(loads.filtered(), tile);
            means.add(times == 0 ? 0 : Math.round(TileLoads.at(loads.micros(), tile) / (double) times) / 1000.0);
            filtered.add(times);
            degraded.add(TileLoads.at(loads.degraded(), tile));
        }
        return json;
    }
}

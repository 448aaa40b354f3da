package io.tesela.ingest.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tesela.ingest.flow.FrameHoldings;
import io.tesela.ingest.flow.Holder;
import io.tesela.ingest.job.JobView;
import io.tesela.ingest.job.TileMap;
import io.tesela.wire.JobStatusJson;
import io.tesela.wire.ServerMessage.Progress;
import java.util.Collection;

/** JSON of what is to be seen of jobs: all that {@code status --json} says, and how it goes. */
final class JobViewJson {
    /** Events are held, and told to everybody: of a finer grid only {@code /jobs/ID/tiles} tells. */
    private static final int MOST_TILES = 144;

    private JobViewJson() {}

    static ObjectNode write(Collection<JobView> views) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        var jobs = json.putArray("jobs");
        views.forEach(view -> jobs.add(write(view)));
        return json;
    }

    static ObjectNode write(JobView view) {
        ObjectNode json = JobStatusJson.write(view.status());
        Progress progress = view.progress();
        // Of every job, and null where nothing is known: a page that hears of a job again must not keep what it knew.
        json.put("fps", progress.fps()).put("total_frames", progress.totalFrames());
        json.put("eta_s", progress.etaS()).put("waiting_for", progress.waitingFor());
        json.put("filters", view.filters()).put("tiles", view.tiles()).put("live", view.live());
        json.put("input", view.input());
        json.put("window", view.window()).put("before_encoder", view.beforeEncoder());
        json.set("credits", credits(view.holdings()));
        TileMap tiles = view.tileMap();
        if (tiles != null && tiles.grid().tiles() <= MOST_TILES) {
            json.set("tile_map", TileMapJson.write(tiles));
        }
        return json;
    }

    private static ObjectNode credits(FrameHoldings holdings) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (Holder holder : Holder.values()) {
            json.put(holder.label(), holdings.of(holder));
        }
        return json;
    }
}

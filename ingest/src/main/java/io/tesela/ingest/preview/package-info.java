/** Small pictures of what a job has made, for people. */
@NullMarked
package io.tesela.ingest.preview;

import org.jspecify.annotations.NullMarked;

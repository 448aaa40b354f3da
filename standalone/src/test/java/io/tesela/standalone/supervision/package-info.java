@NullMarked
package io.tesela.standalone.supervision;

import org.jspecify.annotations.NullMarked;

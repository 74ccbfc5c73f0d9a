-- CreateTable
CREATE TABLE "Secret" (
    "systemId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "createdBy" TEXT NOT NULL,
    "version" TEXT NOT NULL,

    PRIMARY KEY ("systemId", "name"),
    CONSTRAINT "Secret_systemId_fkey" FOREIGN KEY ("systemId") REFERENCES "System" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "SecretVersion" (
    "systemId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "sealed" TEXT NOT NULL,
    "setAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "setBy" TEXT NOT NULL,

    PRIMARY KEY ("systemId", "name", "version"),
    CONSTRAINT "SecretVersion_systemId_name_fkey" FOREIGN KEY ("systemId", "name") REFERENCES "Secret" ("systemId", "name") ON DELETE CASCADE ON UPDATE CASCADE
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Generation" (
    "systemId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "at" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "by" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "deployment" INTEGER NOT NULL,
    "manifest" TEXT NOT NULL,
    "document" TEXT NOT NULL,
    "processes" TEXT NOT NULL,
    "secrets" TEXT NOT NULL DEFAULT '[]',

    PRIMARY KEY ("systemId", "number"),
    CONSTRAINT "Generation_systemId_fkey" FOREIGN KEY ("systemId") REFERENCES "System" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
INSERT INTO "new_Generation" ("at", "by", "deployment", "document", "manifest", "number", "processes", "reason", "systemId") SELECT "at", "by", "deployment", "document", "manifest", "number", "processes", "reason", "systemId" FROM "Generation";
DROP TABLE "Generation";
ALTER TABLE "new_Generation" RENAME TO "Generation";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
